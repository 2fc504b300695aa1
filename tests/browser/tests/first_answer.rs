//! The answer to the worked example that comes with the page: it stands where the computed one will stand, says
//! the same, and is gone with it.

use anyhow::{Context, Result, ensure};
use browser_tests::{Browser, Hosting, Page, Server, View, dist};
use serde::Deserialize;
use serde_json::json;

/// What is seen of the answer: words and places, in CSS pixels.
#[derive(Debug, Deserialize)]
struct Seen {
    /// By place: title, sentence, line beneath it, label of the data.
    words: Vec<String>,
    /// Left, top, width and height of the same, then left, top and width of the figure.
    places: Vec<f64>,
    /// Words in the pictures that are seen.
    picture: Vec<String>,
}

const LOOK: &str = "
    const seen = (places) => places.map((place) => [...document.querySelectorAll(`#answer ${place}`)].filter((each) => each.checkVisibility()));
    const texts = seen(['.kicker', '.say', '.under', '.label']).map(([each, more]) => more ? null : each);
    const box = document.getElementById('figure').getBoundingClientRect();
    const plain = (text) => text.replace(/\\s+/g, ' ').trim();
    return {
      words: texts.map((each) => plain(each?.innerText ?? '')),
      places: [...texts.flatMap((each) => { const { left, top, width, height } = each?.getBoundingClientRect() ?? {}; return [left, top, width, height]; }), box.left, box.top, box.width],
      picture: [...document.querySelectorAll('#figure svg')].filter((each) => each.checkVisibility()).flatMap((each) => [...each.querySelectorAll('text')].map((text) => plain(text.textContent))),
    };";

/// The site as it is while its script is on the way: the script never comes.
fn without_script() -> Result<Server> {
    let mut site = dist()?;
    let policy = Some(site.policy()?);
    site.insert("www/main.js", "");
    Server::start(site, Hosting { policy, folder: String::new() })
}

#[test]
fn it_stands_where_the_computed_answer_will_stand_and_says_the_same() -> Result<()> {
    let server = without_script()?;
    for width in [320, 360, 430, 820, 1280] {
        let view = View { width, ..View::default() };
        let browser = Browser::open()?;
        browser.set_view(view)?;
        browser.goto(&server.url())?;
        let came: Seen = browser.run(LOOK, &[])?;
        let alternative: String =
            browser.run("return document.querySelector('#figure [role=img]').ariaLabel", &[])?;
        let page = Page::open_in(view)?;
        let made: Seen = page.browser.run(LOOK, &[])?;
        ensure!(came.words == made.words && !came.words.contains(&String::new()), "{came:?}, {made:?}");
        for (a, b) in came.places.iter().zip(&made.places) {
            ensure!((a - b).abs() < 1.0, "at {width}: {:?}, {:?}", came.places, made.places);
        }
        let report = page.report()?;
        ensure!(report["words"]["figure_alt"] == alternative.as_str());
        // One picture, with the curves' names and the table; then the canvas alone.
        for word in ["100 %", "Days since first infusion", "at risk", "recovered", "censored"] {
            ensure!(came.picture.iter().any(|text| text == word), "{word} at {width}: {:?}", came.picture);
        }
        let pictures = came.picture.iter().filter(|text| *text == "Days since first infusion").count();
        ensure!(pictures == 1 && made.picture.is_empty(), "at {width}: {pictures} pictures");
        let left: usize = page.browser.run("return document.querySelectorAll('.worked').length", &[])?;
        ensure!(left == 0);
    }
    Ok(())
}

#[test]
fn it_is_drawn_for_a_light_and_for_a_dark_ground() -> Result<()> {
    let server = without_script()?;
    let colours = |address: &str| -> Result<Vec<String>> {
        let browser = Browser::open()?;
        browser.goto(&format!("{}{address}", server.url()))?;
        browser.run(
            "const seen = [...document.querySelectorAll('#figure svg')].filter((each) => each.checkVisibility());
             return seen.flatMap((each) => [...each.querySelectorAll('path')].map((path) => getComputedStyle(path).stroke));",
            &[],
        )
    };
    let [light, dark] = [colours("?theme=light")?, colours("?theme=dark")?];
    // Each curve, each line, each tick has another colour on the other ground.
    ensure!(light.len() == dark.len() && light.len() > 10, "{light:?}, {dark:?}");
    for (a, b) in light.iter().zip(&dark) {
        ensure!((a == "none") == (b == "none") && (a == "none" || a != b), "{light:?}, {dark:?}");
    }
    ensure!(light.contains(&"rgb(0, 96, 156)".to_owned()), "{light:?}");
    Ok(())
}

#[test]
fn a_script_that_does_not_arrive_is_told_of() -> Result<()> {
    for missing in ["www/main.js", "pkg/wasm.js", "www/samples/samples.js"] {
        let mut site = dist()?;
        let policy = Some(site.policy()?);
        site.remove(missing);
        let server = Server::start(site, Hosting { policy, folder: String::new() })?;
        for browser in [Browser::open()?, Browser::firefox()?] {
            browser.goto(&server.url())?;
            browser
                .wait_for("document.querySelector('.missing').checkVisibility()")
                .with_context(|| format!("without {missing}"))?;
        }
    }
    let page = Page::open()?;
    ensure!(!page.browser.run::<bool>("return document.querySelector('.missing').checkVisibility()", &[])?);
    Ok(())
}

/// What moved on the screen while the page was loaded, as browsers count it: 0 is nothing, and below 0.1 is called good.
#[test]
fn nothing_jumps_while_the_page_is_loaded() -> Result<()> {
    let server = Server::dist()?;
    for address in ["", "?sample=5-lung", "?embed=5-lung"] {
        for width in [360, 768, 1280] {
            let browser = Browser::open()?;
            browser.set_view(View { width, ..View::default() })?;
            browser.goto(&format!("{}{address}", server.url()))?;
            browser.wait_for(
                "window.riskset && document.getElementById('answer').getAttribute('aria-busy') === 'false'",
            )?;
            let moved: f64 = browser.run(
                "let moved = 0;
                 new PerformanceObserver((list) => { for (const { value } of list.getEntries()) moved += value; })
                   .observe({ type: 'layout-shift', buffered: true });
                 await new Promise((done) => setTimeout(done, 300));
                 return moved;",
                &[],
            )?;
            ensure!(moved < 0.05, "{address} at {width}: {moved}");
        }
    }
    Ok(())
}

/// The page whose script comes only after a second, while somebody is at work.
const LATE: &str = "
    await new Promise((late) => setTimeout(late, 1000));
    await import('./late.js');";

fn with_late_script() -> Result<Server> {
    let mut site = dist()?;
    let policy = Some(site.policy()?);
    let script = site.text("www/main.js").context("the script")?.to_owned();
    site.insert("www/late.js", script);
    site.insert("www/main.js", LATE);
    Server::start(site, Hosting { policy, folder: String::new() })
}

#[test]
fn what_is_typed_before_the_script_is_there_is_kept() -> Result<()> {
    for browser in [Browser::open()?, Browser::firefox()?] {
        let server = with_late_script()?;
        browser.goto(&server.url())?;
        let typed = "arm,day,died\na,1,1\na,5,0\nb,2,1\nb,9,1\n";
        browser.run::<()>("document.getElementById('text').value = args[0]", &[json!(typed)])?;
        browser.wait_for("window.riskset?.report?.data.n_used === 4")?;
        let kept: String = browser.run("return document.getElementById('text').value", &[])?;
        ensure!(kept == typed, "{kept}");
        browser.click("#undo")?;
        browser.wait_for("window.riskset.report.data.n_used === 24")?;
    }
    Ok(())
}

#[test]
fn a_tab_that_is_pressed_before_the_script_is_there_is_shown() -> Result<()> {
    let shown = "!document.getElementById('panel-counts').hidden";
    for browser in [Browser::open()?, Browser::firefox()?] {
        let server = with_late_script()?;
        browser.goto(&server.url())?;
        browser.click("#tab-counts")?;
        let early: bool = browser.run(&format!("return {shown}"), &[])?;
        ensure!(!early, "the script was there");
        browser.wait_for(shown)?;
        browser.wait_for("window.riskset?.counts.report !== null")?;
        // From then on the tabs are the script's alone.
        browser.click("#tab-patients")?;
        ensure!(!browser.run::<bool>(&format!("return {shown}"), &[])?);
    }
    Ok(())
}

/// What cannot work yet says so.
#[test]
fn without_the_script_every_button_but_the_tabs_is_disabled() -> Result<()> {
    let browser = Browser::open()?;
    let server = without_script()?;
    for width in [360, 1280] {
        browser.set_view(View { width, ..View::default() })?;
        browser.goto(&server.url())?;
        let inert: Vec<String> = browser.run(
            "const seen = (each) => each.checkVisibility({ visibilityProperty: true });
             return [...document.querySelectorAll('button:enabled:not([role=tab]), select, input')].filter(seen).map((each) => each.outerHTML);",
            &[],
        )?;
        ensure!(inert.is_empty(), "at {width}: {inert:?}");
    }
    Ok(())
}

#[test]
fn where_another_answer_is_wanted_it_is_not_seen() -> Result<()> {
    let server = without_script()?;
    for address in ["?embed=4-aml", "?embed#v1.x", "?sample=4-aml"] {
        for browser in [Browser::open()?, Browser::firefox()?] {
            browser.goto(&format!("{}{address}", server.url()))?;
            let seen: usize = browser.run(
                "return [...document.querySelectorAll(args[0])].filter((each) => each.checkVisibility()).length",
                &[json!(".worked, .worked svg")],
            )?;
            ensure!(seen == 0, "{address}");
        }
    }
    Ok(())
}
