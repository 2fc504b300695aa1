//! Inside an article: frames, elements, the article itself, in Chromium and in Firefox.

use anyhow::{Context, Result, ensure};
use browser_tests::{Browser, Hosting, Page, Server, dist};
use serde_json::{Value, json};
use site::Site;

const TRIAL: &str = "arm,day,died\na,1,1\na,5,0\na,7,1\nb,2,1\nb,9,1\nb,11,0\n";

fn both() -> Result<[Browser; 2]> {
    Ok([Browser::open()?, Browser::firefox()?])
}

/// An article on an origin of its own.
fn article(body: &str) -> Result<Server> {
    let mut site = Site::default();
    let head =
        "<!doctype html><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\"><title>Article</title>";
    site.insert(
        "index.html",
        format!("{head}<h1>Article</h1>{body}<p><a id=\"after\" href=\"#\">after</a></p>"),
    );
    site.insert("trial.csv", TRIAL);
    Server::start(site, Hosting::default())
}

fn height(browser: &Browser) -> Result<f64> {
    browser.run("return document.querySelector('iframe').getBoundingClientRect().height", &[])
}

/// Waits until the frame has had the same height for a while.
const STEADY: &str = "await (async () => {
  const frame = document.querySelector('iframe');
  for (let same = 0, last = 0, i = 0; same < 8 && i < 150; i += 1) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    const now = frame.getBoundingClientRect().height;
    same = now === last && frame.style.height !== '' ? same + 1 : 0;
    last = now;
  }
})();";

#[test]
fn a_frame_of_another_origin_follows_its_height() -> Result<()> {
    for browser in both()? {
        let host = Server::dist()?;
        let url = host.url();
        let server = article(&format!(
            "<iframe data-riskset src=\"{url}?embed=4-aml\" width=\"100%\" height=\"300\" style=\"border:0\"></iframe><script src=\"{url}embed.js\" defer></script>"
        ))?;
        browser.goto(&server.url())?;
        browser.run::<()>(STEADY, &[])?;
        let wide = height(&browser)?;
        ensure!(wide > 600.0, "the answer is higher than the frame was: {wide}");
        browser.run::<()>("document.querySelector('iframe').style.width = '340px'", &[])?;
        browser.wait_for(&format!(
            "document.querySelector('iframe').getBoundingClientRect().height !== {wide}"
        ))?;
        browser.run::<()>(STEADY, &[])?;
        let narrow = height(&browser)?;
        ensure!(narrow > wide, "narrower is higher: {narrow} after {wide}");
        let asked = host.log().len();
        ensure!(host.log().iter().all(|hit| hit.status == 200), "{:#?}", host.log());
        browser.run::<()>("document.querySelector('iframe').style.width = '500px'", &[])?;
        browser.run::<()>(STEADY, &[])?;
        ensure!(host.log().len() == asked, "nothing is asked for after the load");
    }
    Ok(())
}

#[test]
fn forged_messages_are_not_heard() -> Result<()> {
    for browser in both()? {
        let host = Server::dist()?;
        let url = host.url();
        // A stranger beside the frame, on an origin of its own: it asks the frame, and it lies to the article.
        let stranger = article(
            "<script>
             const heard = [];
             addEventListener('message', ({ data }) => { if (data === 'what did you hear?') parent.postMessage({ heard }, '*'); else heard.push(data); });
             setInterval(() => {
               parent.frames[0].postMessage({ riskset: 'follow' }, '*');
               parent.postMessage({ riskset: 'height', height: 7 }, '*');
             }, 20);
             </script>",
        )?;
        let stranger_url = stranger.url();
        let server = article(&format!(
            "<iframe data-riskset src=\"{url}?embed=4-aml\" width=\"100%\" height=\"300\"></iframe>
             <iframe id=\"stranger\" src=\"{stranger_url}\"></iframe>
             <iframe id=\"posing\" data-riskset src=\"{url}?embed=4-aml\" height=\"300\"></iframe>
             <script src=\"{url}embed.js\" defer></script>"
        ))?;
        browser.goto(&server.url())?;
        browser.run::<()>(STEADY, &[])?;
        let true_height = height(&browser)?;
        // The article's own window is no frame either, and nonsense is no height.
        browser.run::<()>(
            "for (const height of [9, -5, 1e9, 'x', null, { valueOf: 3 }]) postMessage({ riskset: 'height', height }, '*');
             postMessage(null, '*'); postMessage('riskset', '*');
             await new Promise((resolve) => setTimeout(resolve, 400));",
            &[],
        )?;
        ensure!(height(&browser)? == true_height && true_height > 600.0, "{true_height}");
        // A frame that has gone elsewhere has lost its say.
        browser.run::<()>(
            "const frame = document.getElementById('posing');
             frame.contentWindow.location = args[0];
             await new Promise((resolve) => setTimeout(resolve, 1000));
             window.before = frame.style.height;
             await new Promise((resolve) => setTimeout(resolve, 400));",
            &[json!(stranger_url)],
        )?;
        let kept: bool =
            browser.run("return document.getElementById('posing').style.height !== '7px'", &[])?;
        ensure!(kept, "a page of another origin sets no height");
        let heard: Value = browser.run(
            "const answer = new Promise((resolve) => addEventListener('message', ({ data }) => data?.heard && resolve(data.heard)));
             document.getElementById('stranger').contentWindow.postMessage('what did you hear?', '*');
             return answer;",
            &[],
        )?;
        ensure!(heard == json!([]), "the frame answers nobody but the article: {heard}");
    }
    Ok(())
}

/// The site with an article of its own inside, so that a test can look into its frames.
fn site_with(body: &str) -> Result<Server> {
    let mut site = dist()?;
    let head =
        "<!doctype html><meta charset=\"utf-8\"><link rel=\"icon\" href=\"data:,\"><title>Article</title>";
    site.insert(
        "mine.html",
        format!("{head}<a id=\"before\" href=\"#\">before</a>{body}<a id=\"after\" href=\"#\">after</a>"),
    );
    Server::start(site, Hosting::default())
}

const INSIDE: &str = "document.querySelector('iframe').contentWindow";

#[test]
fn a_host_without_script_shows_a_frame_that_works() -> Result<()> {
    for browser in both()? {
        let server = site_with("<iframe src=\"./?embed=4-aml\" width=\"600\" height=\"500\"></iframe>")?;
        browser.goto(&format!("{}mine.html", server.url()))?;
        browser.wait_for(&format!("{INSIDE}.riskset?.report?.data.n_used === 23"))?;
        ensure!(height(&browser)? < 520.0, "the height is the host's");
        let scrolls: bool = browser.run(
            &format!(
                "const page = {INSIDE}.document.documentElement; return page.scrollHeight > page.clientHeight"
            ),
            &[],
        )?;
        ensure!(scrolls, "what does not fit can be reached");
        let shown: Vec<bool> = browser.run(
            &format!("return ['#headline', '#curve', '#walker', '#swap', '#methods', '#in-full a', '#text', '#tab-counts', '#embed', '#share'].map((each) => {INSIDE}.document.querySelector(each).checkVisibility())"),
            &[],
        )?;
        ensure!(shown == [true, true, true, true, true, true, false, false, false, false], "{shown:?}");
        let before: String =
            browser.run(&format!("return {INSIDE}.document.getElementById('direction').textContent"), &[])?;
        browser.run::<()>(&format!("{INSIDE}.document.getElementById('swap').click()"), &[])?;
        browser
            .wait_for(&format!("{INSIDE}.document.getElementById('direction').textContent !== '{before}'"))?;
    }
    Ok(())
}

#[test]
fn the_page_makes_a_frame_that_holds_the_same_answer() -> Result<()> {
    for (i, page) in [Page::open()?, Page::open_in_firefox()?].iter().enumerate() {
        page.put(TRIAL)?;
        page.set("#conf-type", "log")?;
        let report = page.report()?;
        page.unfold("#embed")?;
        page.browser.click("#embed-edit")?;
        page.browser.click("#make-embed")?;
        page.browser.wait_for("!document.getElementById('embed-code').hidden")?;
        let code: String = page.browser.run("return document.getElementById('embed-code').value", &[])?;
        ensure!(
            code.contains("?embed&amp;edit#r1=") && code.contains("<svg ") && code.contains("<td>"),
            "{code}"
        );
        ensure!(code.contains("title=\"") && code.contains("height=\"2100\""), "{code}");
        let server = site_with(&code.replace(&page.server.url(), "./"))?;
        page.browser.goto(&format!("{}mine.html", server.url()))?;
        page.browser.run::<()>("document.querySelector('iframe').loading = 'eager'", &[])?;
        page.browser.wait_for(&format!("{INSIDE}.riskset?.report?.options.conf_type === 'log'"))?;
        page.browser.wait_for(&format!(
            "{INSIDE}.document.getElementById('answer').getAttribute('aria-busy') === 'false'"
        ))?;
        let same: String =
            page.browser.run(&format!("return JSON.stringify({INSIDE}.riskset.report)"), &[])?;
        ensure!(serde_json::from_str::<Value>(&same)? == report, "the same report, browser {i}");
        let editable: bool = page
            .browser
            .run(&format!("return {INSIDE}.document.querySelector('.data').checkVisibility()"), &[])?;
        ensure!(editable, "readers may change the data");
    }
    Ok(())
}

#[test]
fn counts_go_into_an_article_too() -> Result<()> {
    for page in [Page::open()?, Page::open_in_firefox()?] {
        page.browser.click("#tab-counts")?;
        page.browser.set_value(
            "#counts-text",
            "trial,treated_events,treated_n,control_events,control_n\nChen <b>,3,17,24,44\n",
        )?;
        page.browser.wait_for("window.riskset.counts.report?.trials.length === 1")?;
        page.browser
            .wait_for("document.getElementById('counts-answer').getAttribute('aria-busy') === 'false'")?;
        let report: String = page.browser.run("return JSON.stringify(window.riskset.counts.report)", &[])?;
        page.unfold("#counts-embed")?;
        page.browser.click("#counts-make-embed")?;
        page.browser.wait_for("!document.getElementById('counts-embed-code').hidden")?;
        let code: String =
            page.browser.run("return document.getElementById('counts-embed-code').value", &[])?;
        ensure!(
            code.contains(
                "<td>Chen &lt;b&gt;</td><td>3/17</td><td>24/44</td><td>0.32 (0.11 to 0.94)</td><td>.011</td>"
            ),
            "{code}"
        );
        let server = site_with(&code.replace(&page.server.url(), "./"))?;
        page.browser.goto(&format!("{}mine.html", server.url()))?;
        page.browser.run::<()>("document.querySelector('iframe').loading = 'eager'", &[])?;
        page.browser.wait_for(&format!("{INSIDE}.riskset?.counts.report?.trials.length === 1"))?;
        let same: String =
            page.browser.run(&format!("return JSON.stringify({INSIDE}.riskset.counts.report)"), &[])?;
        ensure!(same == report, "the same report");
        page.browser
            .wait_for(&format!("{INSIDE}.document.getElementById('counts-figure').checkVisibility()"))?;
    }
    Ok(())
}

#[test]
fn the_page_makes_an_element_that_holds_the_same_answer() -> Result<()> {
    for page in [Page::open()?, Page::open_in_firefox()?] {
        // Names that would leave their tag, if they could.
        page.put(&TRIAL.replace("a,", "</pre><b>&amp;,").replace("arm", "\"arm\""))?;
        page.set("#conf-type", "log")?;
        page.press("#headline .under button")?;
        let report = page.report()?;
        page.unfold("#embed")?;
        page.browser.set_value("#embed-kind", "element")?;
        page.browser.click("#make-embed")?;
        page.browser.wait_for("!document.getElementById('embed-code').hidden")?;
        let code: String = page.browser.run("return document.getElementById('embed-code').value", &[])?;
        let server = site_with(&code.replace(&page.server.url(), "./"))?;
        page.browser.goto(&format!("{}mine.html", server.url()))?;
        page.browser.wait_for("document.querySelector('riskset-plot').report")?;
        let same: String = page.browser.run(
            "const { words, groups, cox, options } = document.querySelector('riskset-plot').report; return JSON.stringify([words.headline, groups.map(({ curve, ...rest }) => rest), cox, options.conf_type])",
            &[],
        )?;
        let groups: Vec<Value> = report["groups"]
            .as_array()
            .into_iter()
            .flatten()
            .map(|group| {
                let mut group = group.clone();
                group.as_object_mut().map(|fields| fields.remove("curve"));
                group
            })
            .collect();
        let wanted = json!([report["words"]["headline"], groups, report["cox"], "log"]);
        ensure!(serde_json::from_str::<Value>(&same)? == wanted, "{same}");
        let bold: usize = page.browser.run("return document.querySelectorAll('b').length", &[])?;
        ensure!(bold == 0, "no name has become markup");
        let code: String = page.browser.run(
            "return new Promise((resolve) => {
               addEventListener('riskset-error', ({ detail }) => resolve(detail.code));
               document.querySelector('riskset-plot').settings = '{broken';
             });",
            &[],
        )?;
        ensure!(code == "settings", "{code}");
    }
    Ok(())
}

#[test]
fn what_an_address_cannot_give_is_said_and_nothing_stands_in_its_place() -> Result<()> {
    for browser in both()? {
        let server = site_with("<input id=\"mine\" autofocus><iframe></iframe>")?;
        for (address, words) in [
            ("?embed#r1=nonsense", "damaged"),
            ("?embed=4-AML", "no example"),
            ("?embed=constructor", "no example"),
        ] {
            browser.goto(&format!("{}mine.html", server.url()))?;
            browser.run::<()>(
                "document.getElementById('mine').focus(); document.querySelector('iframe').src = args[0]",
                &[json!(format!("./{address}"))],
            )?;
            browser.wait_for(&format!(
                "{INSIDE}.document.getElementById('offer')?.textContent.includes('{words}')"
            ))?;
            browser.run::<()>("await new Promise((resolve) => setTimeout(resolve, 300))", &[])?;
            let (shown, focus): (bool, String) = browser.run(
                &format!("return [{INSIDE}.document.querySelector('.report').checkVisibility(), document.activeElement.id]"),
                &[],
            )?;
            ensure!(!shown && focus == "mine", "{address}: {shown}, focus {focus}");
        }
    }
    Ok(())
}

#[test]
fn readers_change_nothing_that_the_writer_did_not_allow() -> Result<()> {
    for browser in both()? {
        let server = site_with("<iframe src=\"./?embed=4-aml\" width=\"700\" height=\"500\"></iframe>")?;
        browser.goto(&format!("{}mine.html", server.url()))?;
        browser.wait_for(&format!("{INSIDE}.riskset?.report?.data.n_used === 23"))?;
        browser.run::<()>(
            &format!(
                "const inside = {INSIDE};
                 for (const key of ['z', 'y']) inside.document.body.dispatchEvent(new inside.KeyboardEvent('keydown', {{ key, ctrlKey: true, bubbles: true }}));
                 const files = new inside.DataTransfer();
                 files.items.add(new inside.File(['arm,day,died\\na,1,1\\nb,2,1\\n'], 'x.csv'));
                 inside.document.getElementById('answer').dispatchEvent(new inside.DragEvent('drop', {{ dataTransfer: files, bubbles: true, cancelable: true }}));
                 await new Promise((resolve) => setTimeout(resolve, 500));"
            ),
            &[],
        )?;
        let n: f64 = browser.run(&format!("return {INSIDE}.riskset.report.data.n_used"), &[])?;
        ensure!(n == 23.0, "{n} rows");
    }
    Ok(())
}

#[test]
fn open_in_full_opens_what_is_shown() -> Result<()> {
    for browser in both()? {
        let server = site_with(&format!(
            "<iframe src=\"./?embed=4-aml\" width=\"700\" height=\"500\"></iframe><script type=\"module\" src=\"riskset-plot.js\"></script>
             <riskset-plot reference=\"b\" event-name=\"relapsed\" time-unit=\"weeks\" event=\"0\" conf-level=\"0.9\"><pre>{TRIAL}</pre></riskset-plot>"
        ))?;
        browser.goto(&format!("{}mine.html", server.url()))?;
        browser.wait_for(&format!("{INSIDE}.document.querySelector('#in-full a')?.href.includes('#r1=')"))?;
        browser.run::<()>(&format!("{INSIDE}.document.getElementById('swap').click()"), &[])?;
        browser.wait_for(&format!(
            "{INSIDE}.riskset.report.cox.terms[0].direction === 'Maintained versus Nonmaintained'"
        ))?;
        browser.run::<()>("await new Promise((resolve) => setTimeout(resolve, 300))", &[])?;
        let address: String =
            browser.run(&format!("return {INSIDE}.document.querySelector('#in-full a').href"), &[])?;
        ensure!(!address.contains('?'), "the whole page: {address}");
        browser.goto("about:blank")?;
        browser.goto(&address)?;
        browser.wait_for("!document.getElementById('offer').hidden")?;
        browser.click("#offer-yes")?;
        browser.wait_for("window.riskset.report?.data.n_used === 23 && window.riskset.report.cox.terms[0].direction === 'Maintained versus Nonmaintained'")?;
    }
    Ok(())
}

#[test]
fn the_life_of_an_element() -> Result<()> {
    for browser in both()? {
        let server = site_with("")?;
        browser.goto(&format!("{}mine.html", server.url()))?;
        let said: Vec<Value> = browser.run(
            "const heard = [];
             for (const type of ['riskset-ready', 'riskset-change', 'riskset-error']) addEventListener(type, ({ detail }) => heard.push([type.slice(8), detail.code ?? null]));
             const until = (n) => new Promise((resolve, fail) => { const end = Date.now() + 8000; const look = () => heard.length >= n ? resolve() : Date.now() > end ? fail(new Error(JSON.stringify(heard))) : setTimeout(look, 20); look(); });
             const plot = document.createElement('riskset-plot');
             // Before the class is known, and before there are data.
             plot.reference = 'b';
             plot.confLevel = 0.9;
             document.body.prepend(plot);
             await import(new URL('riskset-plot.js', location.href).href);
             await until(1);
             plot.append(Object.assign(document.createElement('pre'), { textContent: args[0] }));
             await until(2);
             const first = [plot.report.options.conf_level, plot.report.cox.terms[0].direction, Object.hasOwn(plot, 'reference')];
             plot.event = 'zz';
             await until(3);
             const gone = plot.report;
             plot.event = null;
             await until(4);
             plot.reference = 'zz';
             await until(5);
             plot.reference = 'a';
             await until(6);
             plot.theme = 'dark';
             plot.compact = true;
             await new Promise((resolve) => setTimeout(resolve, 200));
             return [...heard, first, gone, getComputedStyle(plot).display];",
            &[json!(TRIAL)],
        )?;
        ensure!(
            said == [
                json!(["error", "empty"]),
                json!(["ready", null]),
                json!(["error", "no_value"]),
                json!(["change", null]),
                json!(["error", "no_group"]),
                json!(["change", null]),
                json!([0.9, "a versus b", false]),
                Value::Null,
                json!("block"),
            ],
            "{said:?}"
        );
    }
    Ok(())
}

#[test]
fn ten_elements_load_the_core_once_and_wait_for_the_reader() -> Result<()> {
    for browser in both()? {
        let table = "<table><caption>Ten</caption><tr><th>day</th><th>died</th><th>arm</th></tr><tr><td>1</td><td>1</td><td>a</td></tr><tr><td>5</td><td>0</td><td>a</td></tr><tr><td>2</td><td>1</td><td>b</td></tr><tr><td>9</td><td>1</td><td>b</td></tr></table>";
        let ten = format!("<riskset-plot>{table}</riskset-plot>").repeat(10);
        let server = site_with(&format!(
            "<script type=\"module\" src=\"riskset-plot.js\"></script><div style=\"height:4000px\"></div>{ten}"
        ))?;
        browser.goto(&format!("{}mine.html", server.url()))?;
        browser.run::<()>("await customElements.whenDefined('riskset-plot')", &[])?;
        let core = || server.log().iter().filter(|hit| hit.url.contains("wasm.js")).count();
        ensure!(server.settled()?.len() < 6 && core() == 0, "nothing heavy before: {:#?}", server.log());
        let fallback: bool =
            browser.run("return document.querySelector('riskset-plot table').checkVisibility()", &[])?;
        ensure!(fallback, "the table is to be seen until then");
        browser.run::<()>("for (const each of document.querySelectorAll('riskset-plot')) { each.scrollIntoView(); await new Promise((resolve) => setTimeout(resolve, 60)); }", &[])?;
        browser.wait_for(
            "[...document.querySelectorAll('riskset-plot')].every((each) => each.report !== null)",
        )?;
        ensure!(core() == 1, "the core comes once");
        let asked = server.settled()?.len();
        let said: Vec<Value> = browser.run(
            "const plot = document.querySelector('riskset-plot');
             const said = [];
             plot.addEventListener('riskset-change', ({ detail }) => said.push(detail.report.cox.terms[0].direction, detail.report.options.conf_level));
             plot.reference = 'b';
             plot.confLevel = 0.9;
             await new Promise((resolve) => plot.addEventListener('riskset-change', resolve, { once: true }));
             return [...said, plot.getAttribute('conf-level'), plot.shadowRoot];",
            &[],
        )?;
        ensure!(said == [json!("a versus b"), json!(0.9), json!("0.9"), Value::Null], "{said:?}");
        ensure!(server.settled()?.len() == asked, "nothing is asked for after the load");
    }
    Ok(())
}

#[test]
fn an_element_takes_a_file_and_says_what_is_wrong() -> Result<()> {
    for browser in both()? {
        let host = Server::dist()?;
        let url = host.url();
        let server = article(&format!(
            "<script>window.heard = []; for (const type of ['riskset-ready', 'riskset-error']) addEventListener(type, ({{ target, detail }}) => heard.push([target.id, type, detail.code ?? null, detail.row ?? null]));</script>
             <script type=\"module\" src=\"{url}riskset-plot.js\"></script>
             <riskset-plot id=\"file\" src=\"trial.csv\" time=\"day\" status=\"died\" group=\"arm\" reference=\"b\"></riskset-plot>
             <riskset-plot id=\"gone\" src=\"gone.csv\">The table is lost.</riskset-plot>
             <riskset-plot id=\"bad\"><pre>arm,day,died\na,soon,1\n</pre></riskset-plot>"
        ))?;
        browser.goto(&server.url())?;
        browser.wait_for("heard.length === 3")?;
        let mut heard: Vec<Value> = browser.run("return heard", &[])?;
        heard.sort_by_key(ToString::to_string);
        ensure!(
            heard
                == [
                    json!(["bad", "riskset-error", "no_usable_rows", 2]),
                    json!(["file", "riskset-ready", null, null]),
                    json!(["gone", "riskset-error", "not_loaded", null]),
                ],
            "{heard:?}"
        );
        let direction: String =
            browser.run("return document.getElementById('file').report.cox.terms[0].direction", &[])?;
        ensure!(direction == "a versus b", "{direction}");
        let kept: bool = browser.run("return document.querySelector('#bad pre').checkVisibility()", &[])?;
        ensure!(kept, "what stood there stays");
    }
    Ok(())
}

#[test]
fn the_keys_go_through_an_element_and_out_again() -> Result<()> {
    let server = site_with(
        "<script type=\"module\" src=\"riskset-plot.js\"></script><riskset-plot><pre>arm,day,died\na,1,1\na,5,0\na,7,1\nb,2,1\nb,9,1\nb,11,0\n</pre></riskset-plot>",
    )?;
    for browser in both()? {
        browser.goto(&format!("{}mine.html", server.url()))?;
        browser.wait_for("document.querySelector('riskset-plot').report")?;
        let at = || {
            browser.run::<String>("return document.activeElement.id || document.activeElement.localName", &[])
        };
        browser.run::<()>("document.getElementById('before').focus()", &[])?;
        let mut way = Vec::new();
        for _ in 0..20 {
            let here = at()?;
            if here == "after" {
                break;
            }
            way.push(here);
            browser.tab()?;
        }
        ensure!(at()? == "after", "the keys come out: {way:?}");
        ensure!(
            way.iter().filter(|each| *each == "riskset-plot").count() >= 4,
            "swap, slider, table, methods, the way out: {way:?}"
        );
    }
    Ok(())
}

#[test]
fn the_article_says_what_its_figures_compute() -> Result<()> {
    for browser in both()? {
        let server = Server::dist()?;
        browser.goto(&format!("{}article/", server.url()))?;
        browser.run::<()>("for (const each of document.querySelectorAll('riskset-plot, iframe')) { each.scrollIntoView(); await new Promise((resolve) => setTimeout(resolve, 100)); }", &[])?;
        browser.wait_for("[...document.querySelectorAll('riskset-plot')].every((each) => each.report)")?;
        browser.wait_for("document.getElementById('neighbours').contentWindow.riskset?.counts.report")?;
        let said: Vec<(String, String, Value)> = browser.run(
            "const reports = (id) => id === 'neighbours' ? document.getElementById(id).contentWindow.riskset.counts.report : document.getElementById(id).report;
             const follow = (object, place) => place.split('/').slice(1).reduce((part, name) => part[name], object);
             return [...document.querySelectorAll('data[data-of]')].map((each) => {
               const found = follow(reports(each.dataset.of), each.dataset.at);
               const as = { percent: (x) => 100 * x, event: (x) => 100 * (1 - x), inverse: (x) => 1 / x }[each.dataset.as] ?? ((x) => x);
               return [each.textContent, each.dataset.at, Array.isArray(found) ? found.reduce((a, b) => a + b) : as(found)];
             });",
            &[],
        )?;
        ensure!(said.len() > 40, "{} numbers", said.len());
        for (text, place, value) in &said {
            let value = value.as_f64().with_context(|| format!("no number at {place}"))?;
            let shown: f64 = text.parse().with_context(|| format!("{text:?} at {place}"))?;
            let digits = text.split_once('.').map_or(0, |(_, digits)| digits.len());
            let unit: f64 = format!("1e-{digits}").parse()?;
            ensure!(
                (shown - value).abs() <= 0.5 * unit + 1e-12,
                "the text says {text}, the figure {value} ({place})"
            );
        }
        let elements: usize =
            browser.run("return document.querySelectorAll('riskset-plot, iframe').length", &[])?;
        ensure!(elements >= 5, "five live embeds");
        let words: usize = browser.run("return [...document.querySelectorAll('main > p, main > ul, header .lead')].map((each) => each.innerText).join(' ').split(/\\s+/).length", &[])?;
        ensure!((1200..=1800).contains(&words), "{words} words");
        ensure!(server.log().iter().filter(|hit| hit.status != 200).count() == 0, "{:#?}", server.log());
    }
    Ok(())
}
