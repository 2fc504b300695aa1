//! Elements: how they come to life, where their data come from, what they tell the page around them.

use anyhow::{Result, ensure};
use browser_tests::trials::TRIAL;
use browser_tests::{Page, Server};
use serde_json::{Value, json};

use crate::{both, code, elsewhere, mine, site_with};

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
        let code = code(&page, "")?;
        let server = site_with(&code.replace(&page.server.url(), "./"))?;
        page.browser.goto(&mine(&server))?;
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

/// In the article: an element is made and told what it shall show, then given data, then asked for what these do not
/// have. Gives back what it said on the way.
const LIFE: &str = "
    const heard = [];
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
    return [...heard, first, gone, getComputedStyle(plot).display];";

#[test]
fn the_life_of_an_element() -> Result<()> {
    for browser in both()? {
        let server = site_with("")?;
        browser.goto(&mine(&server))?;
        let said: Vec<Value> = browser.run(LIFE, &[json!(TRIAL)])?;
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
        browser.goto(&mine(&server))?;
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
        let server = elsewhere(&format!(
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
    let server = site_with(&format!(
        "<script type=\"module\" src=\"riskset-plot.js\"></script><riskset-plot><pre>{TRIAL}</pre></riskset-plot>"
    ))?;
    for browser in both()? {
        browser.goto(&mine(&server))?;
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
