//! The page for those who see it in other colours, at another size, in another script, or without motion.

use anyhow::{Result, ensure};
use browser_tests::keys::LEFT;
use browser_tests::{Letters, Page, View};
use riskset::plot::palette::{Theme, colour, ink};
use serde_json::json;

/// The style that an element has in the end.
fn style(page: &Page, selector: &str, name: &str) -> Result<String> {
    page.browser.run(
        "return getComputedStyle(document.querySelector(args[0]))[args[1]]",
        &[json!(selector), json!(name)],
    )
}

#[test]
fn with_forced_colours_figure_walker_and_tab_are_seen() -> Result<()> {
    for dark in [false, true] {
        let page = Page::open_in(View { forced: true, dark, ..View::default() })?;
        page.browser.type_into("#walker", LEFT)?;
        let ground = style(&page, "#curve", "backgroundColor")?;
        ensure!(ground == if dark { "rgb(0, 0, 0)" } else { "rgb(255, 255, 255)" }, "{ground}");
        ensure!(style(&page, ".walker .line", "backgroundColor")? != ground, "a line on its ground");
        let dots: Vec<String> = page.browser.run(
            "return [...document.querySelectorAll('.walker .dot')].map((dot) => getComputedStyle(dot).backgroundColor)",
            &[],
        )?;
        let theme = if dark { Theme::DarkContrast } else { Theme::LightContrast };
        let colours = [0, 1].map(|group| colour(theme, group));
        ensure!(dots == colours.map(|(r, g, b)| format!("rgb({r}, {g}, {b})")), "{dots:?}");
        for (r, g, b) in colours.into_iter().chain([ink(theme).soft]) {
            let drawn: usize = page.browser.run(
                "const canvas = document.getElementById('curve');
                 const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
                 let drawn = 0;
                 for (let i = 0; i < data.length; i += 4) drawn += Number([0, 1, 2, 3].every((k) => data[i + k] === args[0][k]));
                 return drawn",
                &[json!([r, g, b, 255])],
            )?;
            ensure!(drawn > 100, "{drawn} pixels of ({r}, {g}, {b}) in the figure, dark: {dark}");
        }
        let edge = |tab: &str| style(&page, tab, "borderBottomColor");
        ensure!(edge("#tab-patients")? != edge("#tab-counts")?, "which tab is shown");
        ensure!(style(&page, "#samples-button", "borderTopStyle")? == "solid");
    }
    Ok(())
}

/// Families that a Debian machine has, or gets from `cargo xtask test`: a wide one and a narrow one.
const FAMILIES: [&str; 2] = ["DejaVu Sans", "Liberation Sans"];

/// The machines that the layout has to suit.
fn machines() -> [Letters; 3] {
    let [wide, narrow] = FAMILIES.map(|family| Letters { family: Some(family), smallest: None });
    [wide, narrow, Letters { smallest: Some(20), ..wide }]
}

/// What is beyond the right edge of the page, tab by tab, with everything unfolded.
fn beyond(page: &Page) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for tab in ["patients", "counts"] {
        page.browser.click(&format!("#tab-{tab}"))?;
        page.browser
            .wait_for("window.riskset.counts.report || document.getElementById('panel-counts').hidden")?;
        page.browser.run::<()>(
            "for (const part of document.querySelectorAll('details')) part.open = true;
             await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame);",
            &[],
        )?;
        let beyond: Vec<String> = page.browser.run(
            "if (document.documentElement.scrollWidth <= innerWidth) return [];
             const beyond = [...document.querySelectorAll('body *')]
               .filter((each) => each.getBoundingClientRect().right > innerWidth && !each.closest('.scroll'))
               .map((each) => `${each.tagName}#${each.id}.${each.className}: ${each.textContent.slice(0, 40)}`);
             return [`${args[0]}: ${document.documentElement.scrollWidth} px`, ...beyond];",
            &[json!(tab)],
        )?;
        found.extend(beyond);
    }
    Ok(found)
}

#[test]
fn narrow_or_enlarged_nothing_goes_beyond_the_page() -> Result<()> {
    for letters in machines() {
        for (width, ratio) in [(320, 1.0), (640, 2.0)] {
            let page = Page::open_with(letters, View { width, ratio, ..View::default() })?;
            let beyond = beyond(&page)?;
            ensure!(beyond.is_empty(), "{letters:?} at {width}: {beyond:#?}");
        }
    }
    Ok(())
}

/// Otherwise the test above would try one family twice, and letters of one size.
#[test]
fn the_families_are_installed_and_differ() -> Result<()> {
    let mut widths = Vec::new();
    for letters in machines() {
        let page = Page::open_with(letters, View::default())?;
        let width: f64 = page.browser.run(
            "const context = document.createElement('canvas').getContext('2d');
             context.font = '100px system-ui';
             const button = getComputedStyle(document.querySelector('.tagline')).fontSize;
             return context.measureText('How wide a line of these letters is').width * (parseFloat(button) >= 20 ? 2 : 1);",
            &[],
        )?;
        widths.push(width.round());
    }
    ensure!(widths[0] > 1.05 * widths[1], "install fonts-dejavu-core and fonts-liberation: {widths:?}");
    ensure!(widths[2] > 1.5 * widths[0], "letters are not enlarged: {widths:?}");
    Ok(())
}

#[test]
fn in_a_narrow_page_no_column_of_the_groups_is_out_of_sight() -> Result<()> {
    for letters in machines().into_iter().filter(|letters| letters.smallest.is_none()) {
        for sample in ["elanoma", "recovery"] {
            let page = Page::open_with(letters, View::default())?;
            page.sample(sample)?;
            page.browser.set_view(View { width: 320, ..View::default() })?;
            let out: i64 = page.browser.run(
                "const box = document.querySelector('#groups .scroll'); return box.scrollWidth - box.clientWidth",
                &[],
            )?;
            ensure!(out == 0, "{letters:?}, {sample}: {out} px");
        }
    }
    Ok(())
}

/// Texts in which a name stands beside other words without being set apart from them.
fn not_apart(page: &Page, place: &str, name: &str) -> Result<Vec<String>> {
    page.browser.run(
        "const found = [];
         for (const root of document.querySelectorAll(args[0])) {
           const walk = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
           while (walk.nextNode()) {
             const { data, parentElement } = walk.currentNode;
             const bare = data.replaceAll(/\\u2068[^\\u2069]*\\u2069/g, '');
             const alone = data.trim() === args[1] && parentElement.textContent.trim() === args[1];
             if (bare.includes(args[1]) && !alone && !parentElement.closest('bdi, [dir=auto], pre, textarea, option')) found.push(data);
           }
         }
         return found;",
        &[json!(place), json!(name)],
    )
}

const HEBREW: &str = "\u{5d0}\u{5d1}";

#[test]
fn names_in_other_scripts_stand_apart() -> Result<()> {
    let page = Page::open()?;
    page.put(&format!(
        "{HEBREW},day,died\n{HEBREW},1,1\n{HEBREW},5,0\n{HEBREW},7,1\nb,2,1\nb,9,1\nb,11,0\n"
    ))?;
    ensure!(page.text("#groups")?.contains(HEBREW));
    let bare = not_apart(&page, "#say, #groups, #reading", HEBREW)?;
    ensure!(bare.is_empty(), "{bare:?}");
    Ok(())
}

#[test]
fn names_of_causes_terms_and_trials_stand_apart() -> Result<()> {
    let page = Page::open()?;
    let row = |i: u32| {
        let (arm, end) = (["a", HEBREW][i as usize % 2], ["censored", HEBREW, "death"][i as usize % 3]);
        format!("{arm},{},{end},{}\n", 1 + i * 37 % 50, i % 7)
    };
    page.put(&format!("arm,day,status,{HEBREW}\n{}", (0..40).map(row).collect::<String>()))?;
    ensure!(page.report()?["data"]["n_competing"].as_u64() > Some(0), "{}", page.report()?["data"]);
    page.browser.run::<()>(
        "for (const part of document.querySelectorAll('#panel-patients details')) part.open = true;",
        &[],
    )?;
    page.answered()?;
    page.browser
        .wait_for(&format!("document.getElementById('sections').textContent.includes('{HEBREW}')"))?;
    let bare = not_apart(&page, "#answer, #adjust, #more", HEBREW)?;
    ensure!(bare.is_empty(), "{bare:#?}");

    page.browser.click("#tab-counts")?;
    page.browser.set_value(
        "#counts-text",
        &format!("trial,outcome,{HEBREW}_events,{HEBREW}_n,control_events,control_n\n{HEBREW},{HEBREW},3,17,24,44\nb,c,1,9,2,8\n"),
    )?;
    page.browser.wait_for("window.riskset.counts.report?.trials.length === 2")?;
    page.browser.run::<()>(
        "for (const part of document.querySelectorAll('#panel-counts details')) part.open = true;",
        &[],
    )?;
    ensure!(page.text("#counts-answer")?.contains(HEBREW));
    let bare = not_apart(&page, "#counts-answer", HEBREW)?;
    ensure!(bare.is_empty(), "{bare:#?}");
    Ok(())
}

/// Where notes stand before the rows the box begins with whole lines, the head of the columns among the first two.
#[test]
fn the_box_of_a_sample_shows_the_head_of_its_columns() -> Result<()> {
    for width in [390, 1280] {
        let page = Page::open_in(View { width, ..View::default() })?;
        if width < 860 {
            page.browser.click("#data-fold")?;
        }
        for sample in ["recovery", "Freireich", "lung"] {
            page.sample(sample)?;
            let (top, line): (f64, String) = page.browser.run(
                "await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
                 const area = document.getElementById('text');
                 const { lineHeight, paddingTop } = getComputedStyle(area);
                 const top = (area.scrollTop - parseFloat(paddingTop)) / parseFloat(lineHeight);
                 return [top, area.value.split('\\n')[Math.round(top) + 1]];",
                &[],
            )?;
            ensure!((top - top.round()).abs() < 0.05, "{sample} at {width}: a line is cut, {top}");
            ensure!(!line.starts_with('#') && line.contains(','), "{sample} at {width}: {line}");
        }
    }
    Ok(())
}

#[test]
fn on_a_telephone_the_data_fold_and_unfold_and_say_so() -> Result<()> {
    let page = Page::open_in(View { width: 360, ..View::default() })?;
    let state = || -> Result<(bool, String)> {
        page.browser.run(
            "const fold = document.getElementById('data-fold');
             return [document.getElementById('data-body').checkVisibility(), fold.ariaExpanded];",
            &[],
        )
    };
    page.browser.wait_for("document.getElementById('data-fold').textContent.startsWith('Your data: 24')")?;
    for shown in [false, true, false, true] {
        ensure!(state()? == (shown, shown.to_string()), "{:?}", state()?);
        page.browser.click("#data-fold")?;
    }
    // Whoever is at work in the data keeps them when the window becomes narrow, and the fold says that they are open.
    page.browser.set_view(View::default())?;
    page.browser.run::<()>("document.getElementById('text').focus()", &[])?;
    page.browser.set_view(View { width: 360, ..View::default() })?;
    page.browser.wait_for("document.getElementById('data-fold').checkVisibility()")?;
    ensure!(state()? == (true, "true".to_owned()), "{:?}", state()?);
    page.browser.run::<()>("document.getElementById('text').blur()", &[])?;
    page.browser.wait_for("!document.getElementById('data-body').checkVisibility()")?;
    ensure!(state()? == (false, "false".to_owned()), "{:?}", state()?);
    Ok(())
}
