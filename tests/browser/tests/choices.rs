//! Every choice that the core takes survives link, frame, session, single file, undo, element and module.
//!
//! The list of fields comes from the types of the core (`riskset::report::fields`). A new field is walked through all of
//! these places without a word here; only if the value made up for it makes no sense is one of [`sound`] needed.

use std::fs;

use anyhow::{Context, Result, ensure};
use browser_tests::{Browser, Page, dist_folder};
use riskset::report::fields::choices;
use serde_json::{Map, Value, json};

/// A trial in which every role can be given to a column of its own.
fn trial() -> String {
    let row = |i: usize| {
        format!(
            "p{i},0{}/03/2020,{}/04/2021,{},{},{},{},{},{},{}\n",
            1 + i % 9,
            10 + i % 9,
            1.5 + (i * 37 % 23) as f64,
            ["dead", "alive", "other"][i % 3],
            ["a", "b"][i % 2],
            0.25 * (i % 4) as f64,
            ["north", "south"][i / 2 % 2],
            40 + i * 13 % 31,
            ["I", "II"][i / 3 % 2],
        )
    };
    let head = "person,start,end,months,status,arm,entry,site,age,stage\n";
    (0..36).fold(head.to_owned(), |text, i| text + &row(i))
}

const COUNTS: &str = "trial,treated_events,treated_n,control_events,control_n\nChen,3,17,24,44\n";

/// Values that make sense together, none of them the one that would be used without a choice. A field that is missing
/// here gets a value by its kind.
fn sound() -> Value {
    json!({
        "roles": {
            "layout": "rows", "time": 3, "start": 1, "end": 2, "date_order": "day_first", "status": 4,
            "event_values": ["dead"], "competing_values": ["other"], "group": 5, "entry": 6, "id": 0, "strata": 7,
            "covariates": [8, 9], "categories": [9], "arms": [3],
            "references": [{ "column": 9, "value": "II" }], "unknown_missing": [9],
        },
        "options": {
            "conf_level": 0.9, "conf_type": "log", "ties": "breslow", "reference": "b", "group_order": ["b", "a"],
            "event_name": "death",
            "time_unit": "months", "time_label": "Months since surgery", "curve": "surv", "max_steps": 40,
            "depth": "all", "tau": 12.0, "milestones": [3.0, 6.0], "quantiles": [0.2, 0.4], "seed": 7,
            "ph_transform": "rank", "stratified": false, "robust": true,
            "drawing": { "plot": "cum_haz", "x_from": 0.5, "x_to": 20.5, "axis_unit": "weeks", "table": "at_risk" },
        },
        "counts_options": { "conf_level": 0.9, "measure": "odds_ratio", "alpha": 0.1, "event_is": "good" },
    })
}

/// A value of this kind, or the one that `sound` has at this place.
fn filled(kind: &Value, sound: Option<&Value>) -> Result<Value> {
    if let Some(fields) = kind.get("fields").and_then(Value::as_object) {
        let each = |(name, kind): (&String, &Value)| {
            Ok((name.clone(), filled(kind, sound.and_then(|own| own.get(name)))?))
        };
        return Ok(Value::Object(fields.iter().map(each).collect::<Result<Map<_, _>>>()?));
    }
    if let Some(inner) = kind.get("maybe") {
        return filled(inner, sound);
    }
    if let Some(sound) = sound {
        return Ok(sound.clone());
    }
    let inner = |name: &str| kind.get(name);
    Ok(match kind.as_str() {
        Some("flag") => json!(true),
        Some("whole") => json!(1),
        Some("number") => json!(0.5),
        Some("text") => json!("a word"),
        _ => match (inner("one_of"), inner("list"), inner("each"), inner("together")) {
            (Some(words), ..) => words.as_array().and_then(|words| words.last()).context("a word")?.clone(),
            (_, Some(kind), ..) => json!([filled(kind, None)?]),
            (_, _, Some(kind), _) => json!({ "a name": filled(kind, None)? }),
            (.., Some(Value::Array(kinds))) => {
                Value::Array(kinds.iter().map(|kind| filled(kind, None)).collect::<Result<_>>()?)
            }
            _ => anyhow::bail!("no value for {kind}"),
        },
    })
}

/// What both tabs are given, every field filled.
fn given() -> Result<(Value, Value)> {
    let (kinds, sound) = (serde_json::to_value(choices())?, sound());
    let part = |name: &str| filled(&json!({ "fields": kinds[name] }), sound.get(name));
    let patients = json!({ "text": trial(), "roles": part("roles")?, "options": part("options")? });
    Ok((patients, json!({ "text": COUNTS, "options": part("counts_options")? })))
}

/// A session file, which says first what it is.
fn session(patients: &Value, counts: &Value) -> String {
    format!(r#"{{"format":"riskset.session/1","version":"0","patients":{patients},"counts":{counts}}}"#)
}

/// Packs as a link does.
fn packed(browser: &Browser, tab: &str, given: &Value) -> Result<String> {
    let content = json!({ "tab": tab, "given": given }).to_string();
    let letters: String = browser.run(
        "const stream = new Blob([args[0]]).stream().pipeThrough(new CompressionStream('deflate-raw'));
         const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
         let letters = '';
         for (const byte of bytes) letters += String.fromCharCode(byte);
         return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');",
        &[json!(content)],
    )?;
    Ok(format!("#r1={letters}"))
}

/// What a link carries.
fn unpacked(browser: &Browser, link: &str) -> Result<Value> {
    let letters = link.split_once("#r1=").with_context(|| format!("{link} carries nothing"))?.1;
    let text: String = browser.run(
        "const letters = atob(args[0].replaceAll('-', '+').replaceAll('_', '/'));
         const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
         return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).text();",
        &[json!(letters)],
    )?;
    Ok(serde_json::from_str(&text)?)
}

/// The names of all fields that differ, so that a failure says what was lost.
fn same(now: &Value, before: &Value, place: &str) -> Result<()> {
    let mut lost = Vec::new();
    differences(now, before, String::new(), &mut lost);
    ensure!(lost.is_empty(), "{place} loses or changes {lost:?}");
    Ok(())
}

fn differences(now: &Value, before: &Value, path: String, lost: &mut Vec<String>) {
    match (now, before) {
        (Value::Object(now), Value::Object(before)) => {
            for name in now.keys().chain(before.keys().filter(|name| !now.contains_key(*name))) {
                let at = |object: &Map<String, Value>| object.get(name).cloned().unwrap_or_default();
                differences(&at(now), &at(before), format!("{path}/{name}"), lost);
            }
        }
        // 3 and 3.0 are one number in JavaScript.
        _ if now == before || (now.is_number() && now.as_f64() == before.as_f64()) => {}
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).for_each(|(a, b)| differences(a, b, path.clone(), lost));
        }
        _ => lost.push(format!("{path}: {before} became {now}")),
    }
}

/// What a tab is given now, by the link that it makes.
fn linked(page: &Page, prefix: &str) -> Result<Value> {
    page.unfold(&format!("#{prefix}share"))?;
    page.browser.click(&format!("#{prefix}make-link"))?;
    page.browser.wait_for(&format!("document.getElementById('{prefix}share-link').value !== ''"))?;
    Ok(unpacked(&page.browser, &page.value(&format!("#{prefix}share-link"))?)?["given"].clone())
}

/// Opens a link on the page, whatever it holds.
fn follow(page: &Page, hash: &str) -> Result<()> {
    page.browser.run::<()>("location.hash = args[0]", &[json!(hash)])?;
    page.browser.wait_for("!document.getElementById('offer').hidden")
}

/// The page with all of it, given by links.
fn opened() -> Result<Page> {
    let (patients, counts) = given()?;
    let page = Page::open()?;
    follow(&page, &packed(&page.browser, "counts", &counts)?)?;
    page.browser.click("#offer-yes")?;
    page.browser.wait_for("window.riskset.counts.report?.options.event_is === 'good'")?;
    page.counts_answered()?;
    follow(&page, &packed(&page.browser, "patients", &patients)?)?;
    page.press("#offer-yes")?;
    Ok(page)
}

#[test]
fn a_link_keeps_every_choice_and_so_do_undo_and_redo() -> Result<()> {
    let (patients, counts) = given()?;
    let page = opened()?;
    ensure!(!page.report()?.is_null(), "the core takes no such choices: {}", page.text("#failure")?);
    same(&linked(&page, "")?, &patients, "a link")?;
    // The core used what was asked; a profile only stands while its three options do.
    let used = page.report()?["options"].clone();
    for (name, asked) in patients["options"].as_object().context("options")? {
        if name != "profile" && used.get(name).is_some() {
            same(&used[name], asked, &format!("the core, of {name},"))?;
        }
    }
    page.press("#undo")?;
    ensure!(linked(&page, "")?["text"] != patients["text"], "the example is back");
    page.press("#redo")?;
    same(&linked(&page, "")?, &patients, "undo")?;

    page.show_counts()?;
    same(&linked(&page, "counts-")?, &counts, "a link of counts")?;
    let used: Value = page.browser.run("return window.riskset.counts.report.options", &[])?;
    same(&used, &counts["options"], "the core, of counts,")?;
    for button in ["#counts-undo", "#counts-redo"] {
        page.browser.click(button)?;
        page.counts_answered()?;
    }
    same(&linked(&page, "counts-")?, &counts, "undo of counts")
}

/// A benefit stays one: the number needed to treat says so.
#[test]
fn a_benefit_of_counts_stays_a_benefit() -> Result<()> {
    let text = "trial,treated_events,treated_n,control_events,control_n\nA,12,20,2,20\n";
    let page = Page::open()?;
    let options = json!({ "event_is": "good" });
    let hash = packed(&page.browser, "counts", &json!({ "text": text, "options": options }))?;
    follow(&page, &hash)?;
    page.browser.click("#offer-yes")?;
    page.counts_answered()?;
    page.browser.wait_for("window.riskset.counts.report?.options.event_is === 'good'")?;
    // A risk difference of a half: 2 must be treated for one to benefit.
    page.reads("#counts-results", &["NNTB 2"])?;
    page.lacks("#counts-results", &["NNTH 1", "NNTH 2"])
}

#[test]
fn a_session_keeps_every_choice() -> Result<()> {
    let (patients, counts) = given()?;
    let file = session(&patients, &counts);
    let page = Page::open()?;
    page.drop_file("x.riskset.json", file.as_bytes())?;
    page.browser.wait_for("window.riskset.report?.options.seed === 7")?;
    page.answered()?;
    page.unfold("#keep")?;
    page.browser.click("#save-session")?;
    let stem = page.report()?["words"]["file_stem"].as_str().context("a stem")?.to_owned();
    let saved: Value = serde_json::from_slice(&page.browser.downloaded(&format!("{stem}.riskset.json"))?)?;
    same(&saved["patients"], &patients, "a session")?;
    same(&saved["counts"], &counts, "a session, of counts,")
}

#[test]
fn the_page_as_one_file_keeps_every_choice() -> Result<()> {
    let (patients, counts) = given()?;
    let session = session(&patients, &counts);
    let path = std::env::temp_dir().join(format!("riskset-choices-{}.html", std::process::id()));
    let single = fs::read_to_string(dist_folder().join("riskset.html"))?;
    let empty = "id=\"saved\">";
    ensure!(single.matches(empty).count() == 1, "one place for data");
    fs::write(&path, single.replacen(empty, &format!("{empty}{}", session.replace('<', "\\u003c")), 1))?;
    let browser = Browser::open()?;
    browser.goto(&format!("file://{}", path.display()))?;
    browser.wait_for(
        "window.riskset?.report?.options.seed === 7 && document.getElementById('answer').ariaBusy === 'false'",
    )?;
    browser.run::<()>("document.getElementById('keep').open = true", &[])?;
    browser.click("#save-page")?;
    let stem: String = browser.run("return window.riskset.report.words.file_stem", &[])?;
    let saved = String::from_utf8(browser.downloaded(&format!("{stem}.html"))?)?;
    fs::remove_file(&path)?;
    let inside = saved.split_once(empty).context("a place for data")?.1;
    let saved: Value = serde_json::from_str(inside.split("</script>").next().unwrap_or_default())?;
    same(&saved["patients"], &patients, "the page as one file")?;
    same(&saved["counts"], &counts, "the page as one file, of counts,")
}

#[test]
fn a_frame_keeps_every_choice() -> Result<()> {
    let (patients, counts) = given()?;
    let page = Page::open()?;
    for (tab, given, seen) in [
        ("patients", patients, "window.riskset?.report?.options.seed === 7"),
        ("counts", counts, "window.riskset?.counts.report?.options.event_is === 'good'"),
    ] {
        let hash = packed(&page.browser, tab, &given)?;
        page.browser.goto("about:blank")?;
        page.browser.goto(&format!("{}?embed{hash}", page.server.url()))?;
        page.browser
            .wait_for(&format!("{seen} && document.querySelector('#in-full a').href.includes('#r1=')"))?;
        let link: String = page.browser.run("return document.querySelector('#in-full a').href", &[])?;
        same(&unpacked(&page.browser, &link)?, &json!({ "tab": tab, "given": given }), "a frame")?;
    }
    Ok(())
}

/// The element by its attribute `settings`, the module by its argument: the same report as the page.
#[test]
fn element_and_module_take_every_choice() -> Result<()> {
    let (patients, counts) = given()?;
    let page = opened()?;
    let report = page.report()?;
    let settings = json!({ "roles": patients["roles"], "options": patients["options"] });
    let element: String = page.browser.run(
        "await import(new URL('riskset-plot.js', location.href).href);
         const element = document.createElement('riskset-plot');
         element.setAttribute('settings', args[0]);
         const data = document.createElement('pre');
         data.hidden = true;
         data.textContent = args[1];
         element.append(data);
         const told = new Promise((resolve) => {
           for (const type of ['riskset-ready', 'riskset-error']) element.addEventListener(type, ({ detail }) => resolve(detail));
         });
         document.body.prepend(element);
         element.scrollIntoView();
         return JSON.stringify(await told);",
        &[json!(settings.to_string()), patients["text"].clone()],
    )?;
    same(&serde_json::from_str::<Value>(&element)?["report"], &report, "an element")?;
    let module: String = page.browser.run(
        "const { analyze, analyzeCounts } = await import(new URL('riskset.js', location.href).href);
         const { report, given } = await analyze(args[0].text, { roles: args[0].roles, ...args[0].options });
         return JSON.stringify({ report, given, counts: (await analyzeCounts(args[1].text, args[1].options)).options });",
        &[patients.clone(), counts.clone()],
    )?;
    let module: Value = serde_json::from_str(&module)?;
    same(&module["report"], &report, "the module")?;
    same(&module["given"], &settings, "what the module was given")?;
    same(&module["counts"], &counts["options"], "the module, of counts,")
}

/// A field that is not known refuses the whole, by its name, wherever it stands; nothing is changed.
#[test]
fn a_choice_that_is_not_known_is_named_and_refuses_all() -> Result<()> {
    let (patients, counts) = given()?;
    let page = Page::open()?;
    let before = page.report()?;
    for (tab, place, given) in [
        ("patients", "", &patients),
        ("patients", "/roles", &patients),
        ("patients", "/options", &patients),
        ("patients", "/options/drawing", &patients),
        ("counts", "", &counts),
        ("counts", "/options", &counts),
    ] {
        let mut odd = given.clone();
        let object = odd.pointer_mut(place).and_then(Value::as_object_mut).context("an object")?;
        object.insert("of_tomorrow".to_owned(), json!(1));
        follow(&page, &packed(&page.browser, tab, &odd)?)?;
        page.reads("#offer", &["of_tomorrow", "does not know", "Nothing was changed"])?;
        page.browser.click("#offer-no")?;
        let (mut patients, mut counts) = (patients.clone(), counts.clone());
        *(if tab == "counts" { &mut counts } else { &mut patients }) = odd;
        let file = session(&patients, &counts);
        page.browser.run::<()>("document.getElementById('file-problem').textContent = ''", &[])?;
        page.drop_file("x.riskset.json", file.as_bytes())?;
        page.browser
            .wait_for("document.getElementById('file-problem').textContent.includes('of_tomorrow')")?;
    }
    ensure!(page.report()? == before, "nothing has changed");
    let refused: String = page.browser.run(
        "const { analyze, analyzeCounts } = await import(new URL('riskset.js', location.href).href);
         const said = [];
         for (const ask of [
           () => analyze(args[0], { roles: { of_tomorrow: 1 } }), () => analyze(args[0], { of_tomorrow: 1 }),
           () => analyzeCounts(args[1], { of_tomorrow: 1 }),
         ]) await ask().then(() => said.push('taken'), ({ code, message }) => said.push(message.includes('of_tomorrow') ? code : message));
         return said.join()",
        &[json!(trial()), json!(COUNTS)],
    )?;
    ensure!(refused == "no_choice,no_choice,no_choice", "{refused}");
    Ok(())
}

/// A link that was made before a role existed is opened; what it does not name is not chosen.
#[test]
fn a_link_from_before_a_role_existed_is_opened() -> Result<()> {
    let (mut patients, _) = given()?;
    let roles = patients["roles"].as_object_mut().context("roles")?;
    for name in ["strata", "categories"] {
        roles.remove(name).context("a role")?;
    }
    let page = Page::open()?;
    follow(&page, &packed(&page.browser, "patients", &patients)?)?;
    page.press("#offer-yes")?;
    let now = linked(&page, "")?;
    ensure!(now["roles"]["strata"].is_null() && now["roles"]["categories"] == json!([]), "{}", now["roles"]);
    patients["roles"]["strata"] = Value::Null;
    patients["roles"]["categories"] = json!([]);
    same(&now, &patients, "a link")
}
