//! Frames: their height, what they hear from outside, what a reader may change in them, and the way out of them.

use anyhow::{Result, ensure};
use browser_tests::trials::TRIAL;
use browser_tests::{Browser, Page, Server};
use serde_json::{Value, json};

use crate::{both, code, elsewhere, mine, site_with};

const INSIDE: &str = "document.querySelector('iframe').contentWindow";

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

fn height(browser: &Browser) -> Result<f64> {
    browser.run("return document.querySelector('iframe').getBoundingClientRect().height", &[])
}

#[test]
fn a_frame_of_another_origin_follows_its_height() -> Result<()> {
    for browser in both()? {
        let host = Server::dist()?;
        let url = host.url();
        let server = elsewhere(&format!(
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

/// A stranger beside the frame, on an origin of its own: it asks the frame, and it lies to the article.
const STRANGER: &str = "<script>
    const heard = [];
    addEventListener('message', ({ data }) => { if (data === 'what did you hear?') parent.postMessage({ heard }, '*'); else heard.push(data); });
    setInterval(() => {
      parent.frames[0].postMessage({ riskset: 'follow' }, '*');
      parent.postMessage({ riskset: 'height', height: 7 }, '*');
    }, 20);
    </script>";

/// What the stranger has heard from the frame.
fn heard(browser: &Browser) -> Result<Value> {
    browser.run(
        "const answer = new Promise((resolve) => addEventListener('message', ({ data }) => data?.heard && resolve(data.heard)));
         document.getElementById('stranger').contentWindow.postMessage('what did you hear?', '*');
         return answer;",
        &[],
    )
}

#[test]
fn forged_messages_are_not_heard() -> Result<()> {
    for browser in both()? {
        let host = Server::dist()?;
        let url = host.url();
        let stranger = elsewhere(STRANGER)?;
        let stranger_url = stranger.url();
        let server = elsewhere(&format!(
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
        let heard = heard(&browser)?;
        ensure!(heard == json!([]), "the frame answers nobody but the article: {heard}");
    }
    Ok(())
}

#[test]
fn a_host_without_script_shows_a_frame_that_works() -> Result<()> {
    for browser in both()? {
        let server = site_with("<iframe src=\"./?embed=4-aml\" width=\"600\" height=\"500\"></iframe>")?;
        browser.goto(&mine(&server))?;
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
        let code = code(page, "")?;
        ensure!(
            code.contains("?embed&amp;edit#r1=") && code.contains("<svg ") && code.contains("<td>"),
            "{code}"
        );
        ensure!(code.contains("title=\"") && code.contains("height=\"2100\""), "{code}");
        let server = site_with(&code.replace(&page.server.url(), "./"))?;
        page.browser.goto(&mine(&server))?;
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
        page.show_counts()?;
        page.browser.set_value(
            "#counts-text",
            "trial,treated_events,treated_n,control_events,control_n\nChen <b>,3,17,24,44\n",
        )?;
        page.browser.wait_for("window.riskset.counts.report?.trials.length === 1")?;
        page.counts_answered()?;
        let report: String = page.browser.run("return JSON.stringify(window.riskset.counts.report)", &[])?;
        page.unfold("#counts-embed")?;
        let code = code(&page, "counts-")?;
        ensure!(
            code.contains(
                "<td>Chen &lt;b&gt;</td><td>3/17</td><td>24/44</td><td>0.32 (0.11 to 0.94)</td><td>.011</td>"
            ),
            "{code}"
        );
        let server = site_with(&code.replace(&page.server.url(), "./"))?;
        page.browser.goto(&mine(&server))?;
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
fn what_an_address_cannot_give_is_said_and_nothing_stands_in_its_place() -> Result<()> {
    for browser in both()? {
        let server = site_with("<input id=\"mine\" autofocus><iframe></iframe>")?;
        for (address, words) in [
            ("?embed#r1=nonsense", "damaged"),
            ("?embed=4-AML", "no example"),
            ("?embed=constructor", "no example"),
        ] {
            browser.goto(&mine(&server))?;
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
        browser.goto(&mine(&server))?;
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
        browser.goto(&mine(&server))?;
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
