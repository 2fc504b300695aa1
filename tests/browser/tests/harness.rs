//! The harness itself, most of it on a page made for it: what other tests lean on must be able to fail.

use anyhow::{Result, ensure};
use browser_tests::{Browser, Hosting, Server, View, visit};
use serde_json::json;
use site::Site;

const PAGE: &str = "<!doctype html><meta charset=utf-8><title>t</title>
    <style>body { margin: 0; background: white }
           @media (prefers-color-scheme: dark) { body { background: black } }</style>
    <link rel=icon href=data:,>
    <textarea></textarea><button>save</button><canvas width=30 height=20></canvas>
    <script>
      addEventListener('paste', (event) => { window.pasted = event.clipboardData.getData('text'); });
      const context = document.querySelector('canvas').getContext('2d');
      context.fillStyle = 'rgb(10, 20, 200)';
      context.fillRect(5, 5, 10, 4);
      document.querySelector('button').addEventListener('click', () => {
        const url = URL.createObjectURL(new Blob([document.querySelector('textarea').value]));
        Object.assign(document.createElement('a'), { href: url, download: 'saved.csv' }).click();
      });
    </script>";

fn open() -> Result<(Server, Browser)> {
    let mut site = Site::default();
    site.insert("index.html", PAGE);
    let server = Server::start(site, Hosting::default())?;
    let browser = Browser::open()?;
    browser.goto(&server.url())?;
    Ok((server, browser))
}

#[test]
fn text_is_pasted_as_by_a_person_and_downloads_come_back() -> Result<()> {
    let (_server, browser) = open()?;
    let text = "time\tstatus\n1.5\t≥2\n";
    browser.set_value("textarea", "old")?;
    browser.paste("textarea", text)?;
    browser.wait_for("window.pasted")?;
    let seen: (String, String) =
        browser.run("return [document.querySelector('textarea').value, window.pasted]", &[])?;
    assert_eq!(seen, (text.to_owned(), text.to_owned()));
    browser.click("button")?;
    assert_eq!(browser.downloaded("saved.csv")?, text.as_bytes());
    Ok(())
}

#[test]
fn pixels_of_a_canvas_are_read() -> Result<()> {
    let (_server, browser) = open()?;
    let pixels = browser.pixels("canvas")?;
    assert_eq!((pixels.width, pixels.height), (30, 20));
    assert_eq!(pixels.count(|pixel| pixel == [10, 20, 200, 255]), 40);
    assert_eq!(pixels.at(5, 5), [10, 20, 200, 255]);
    assert_eq!(pixels.at(4, 5), [0; 4]);
    Ok(())
}

#[test]
fn the_view_is_what_the_page_sees() -> Result<()> {
    let (_server, browser) = open()?;
    let see = "return [innerWidth, devicePixelRatio, matchMedia('(prefers-color-scheme: dark)').matches,
               matchMedia('(prefers-reduced-motion: reduce)').matches]";
    let plain: (u32, f64, bool, bool) = browser.run(see, &[])?;
    assert_eq!(plain, (1280, 1.0, false, false));
    browser.set_view(View { width: 360, ratio: 1.5, dark: true, still: true, ..View::default() })?;
    let narrow: (u32, f64, bool, bool) = browser.run(see, &[])?;
    assert_eq!(narrow, (360, 1.5, true, true));
    Ok(())
}

#[test]
fn what_goes_wrong_is_told() -> Result<()> {
    let (server, browser) = open()?;
    browser.run::<()>("console.warn('odd')", &[])?;
    let error = browser.run::<()>("throw new Error(args[0])", &[json!("broken")]);
    let error = format!("{:#}", error.expect_err("it throws"));
    assert!(error.contains("broken"), "{error}");
    let missing = browser.click("#none").expect_err("there is no such element");
    assert!(format!("{missing:#}").contains("#none"));
    let complaints = browser.complaints()?;
    assert!(complaints[0].message.contains("odd"), "{complaints:?}");
    assert_eq!(complaints.len(), 1);
    browser.run::<()>("await fetch('nowhere?x=1')", &[])?;
    let last = server.log().pop().expect("a request");
    assert_eq!((last.url.as_str(), last.status), ("/nowhere?x=1", 404));
    Ok(())
}

#[test]
fn a_visit_notices_a_request_and_a_complaint() -> Result<()> {
    let request = visit(|page| {
        page.browser.run(
            "const link = Object.assign(document.createElement('link'), { rel: 'modulepreload', href: 'www/format.js?again' });
             await new Promise((done) => { link.onload = link.onerror = done; document.head.append(link); });",
            &[],
        )
    });
    ensure!(format!("{request:?}").contains("format.js?again"), "{request:?}");
    let complaint = visit(|page| page.browser.run("console.error('it hurts')", &[]));
    ensure!(format!("{complaint:?}").contains("it hurts"), "{complaint:?}");
    Ok(())
}
