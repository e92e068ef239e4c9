//! Figures of counts as SVG and PNG files, fit to print.

use crate::error::{Error, ErrorKind, Result};
use plotters::coord::Shift;
use plotters::coord::ranged1d::SegmentValue;
use plotters::prelude::*;
use plotters::style::{FontStyle, register_font};
use std::path::Path;
use std::sync::Once;

/// Characters of Latin, Greek and Cyrillic; models/fonts/LICENSE says where it is from. SVG leaves the choice of the font to the reader.
const FONT: &[u8] = include_bytes!("../../models/fonts/NewsdexSans.ttf");

/// Pixels of an SVG; a PNG has twice as many.
const SIZE: (u32, u32) = (900, 540);

/// Colours that are told apart also by readers who see few: Okabe and Ito, "Color Universal Design", 2008.
const COLOURS: [RGBColor; 7] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
    RGBColor(90, 90, 90),
];

/// Most lines in one figure.
pub const MOST_SERIES: usize = COLOURS.len();

/// How values are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Side by side in time: bars, or lines where there are several series.
    Time,
    /// Below one another with their names.
    Names,
}

/// Most bars that are drawn as such.
const MOST_BARS: usize = 400;

/// Most characters of the name of a line.
const LEGEND: usize = 24;

/// What a figure shows.
#[derive(Debug, Clone)]
pub struct Figure {
    /// Above it.
    pub title: String,
    /// What the values are: the label of their axis.
    pub values: String,
    /// What the places are: the label of the other axis.
    pub places: String,
    /// Below it: where the data come from.
    pub source: String,
    /// How it is drawn.
    pub shape: Shape,
    /// The names of the places.
    pub labels: Vec<String>,
    /// Names and values, one for each label; one series, or up to [`MOST_SERIES`] of them in time.
    pub series: Vec<(String, Vec<f64>)>,
}

/// Draws a figure into a file, whose name ends in `.svg` or `.png`.
///
/// # Errors
/// [`ErrorKind::Usage`] for any other name, [`ErrorKind::Output`] where the file cannot be written.
pub fn draw(figure: &Figure, path: &Path) -> Result<()> {
    static REGISTERED: Once = Once::new();
    // The font is a fixed one that the tests draw with.
    REGISTERED.call_once(|| drop(register_font("sans-serif", FontStyle::Normal, FONT)));
    let failed = |what: String| Error::new(ErrorKind::Output, format!("cannot draw `{}`: {what}", path.display()));
    match path.extension().and_then(|e| e.to_str()).unwrap_or("").to_ascii_lowercase().as_str() {
        "svg" => {
            let mut text = String::new();
            Painter { figure, scale: 1 }
                .paint(SVGBackend::with_string(&mut text, SIZE).into_drawing_area())
                .map_err(failed)?;
            std::fs::write(path, text).map_err(|e| failed(e.to_string()))
        }
        "png" => {
            // The encoder says little about files that cannot be written.
            std::fs::File::create(path).map_err(|e| failed(e.to_string()))?;
            let area = BitMapBackend::new(path, (SIZE.0 * 2, SIZE.1 * 2)).into_drawing_area();
            Painter { figure, scale: 2 }.paint(area).map_err(failed)
        }
        _ => Err(Error::usage(format!("`{}` is no figure that can be drawn", path.display()))
            .hint("name a file that ends in .svg or .png")),
    }
}

type Area<B> = DrawingArea<B, Shift>;
type Painted = std::result::Result<(), String>;

fn said(e: impl std::fmt::Display) -> String {
    e.to_string()
}

struct Painter<'f> {
    figure: &'f Figure,
    scale: u32,
}

impl Painter<'_> {
    fn px(&self, n: u32) -> u32 {
        n * self.scale
    }

    fn font(&self, size: u32) -> TextStyle<'static> {
        ("sans-serif", self.px(size)).into_font().color(&BLACK)
    }

    fn paint<B: DrawingBackend>(&self, area: Area<B>) -> Painted {
        area.fill(&WHITE).map_err(said)?;
        let (width, height) = area.dim_in_pixel();
        let (above, below) = area.split_vertically(height - self.px(34));
        let grey = RGBColor(90, 90, 90);
        let small = self.font(12).color(&grey);
        let source = shortened(&self.figure.source, (width / self.px(7)) as usize);
        below.draw(&Text::new(source, (self.px(20) as i32, self.px(8) as i32), small)).map_err(said)?;
        match self.figure.shape {
            Shape::Time => self.time(&above)?,
            Shape::Names => self.names(&above)?,
        }
        area.present().map_err(said)
    }

    fn greatest(&self) -> f64 {
        let all = self.figure.series.iter().flat_map(|(_, values)| values);
        let most = all.fold(0.0, |a: f64, b| a.max(*b));
        if most > 0.0 { most * 1.05 } else { 1.0 }
    }

    fn title(&self, area: &Area<impl DrawingBackend>) -> String {
        shortened(&self.figure.title, (area.dim_in_pixel().0 / self.px(11)) as usize)
    }

    fn time<B: DrawingBackend>(&self, area: &Area<B>) -> Painted {
        let figure = self.figure;
        let last = figure.labels.len().saturating_sub(1);
        let beside = if figure.series.len() > 1 { self.beside() } else { 0 };
        let mut chart = ChartBuilder::on(area)
            .caption(self.title(area), self.font(20))
            .margin(self.px(16))
            .margin_right(self.px(16) + beside)
            .x_label_area_size(self.px(52))
            .y_label_area_size(self.px(78))
            .build_cartesian_2d((0..last).into_segmented(), 0.0..self.greatest())
            .map_err(said)?;
        let longest = figure.labels.iter().map(|l| l.chars().count()).max().unwrap_or(1) as u32;
        let fitting = (area.dim_in_pixel().0 - self.px(110) - beside) / self.px(longest * 8 + 12);
        let label = |at: &SegmentValue<usize>| match at {
            SegmentValue::CenterOf(n) | SegmentValue::Exact(n) => figure.labels.get(*n).cloned().unwrap_or_default(),
            SegmentValue::Last => String::new(),
        };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(RGBColor(220, 220, 220))
            .axis_desc_style(self.font(14))
            .label_style(self.font(13))
            .x_labels((fitting.max(2) as usize).min(figure.labels.len().max(2)))
            .x_label_formatter(&label)
            .y_label_formatter(&|y| number(*y))
            .x_desc(&figure.places)
            .y_desc(&figure.values)
            .draw()
            .map_err(said)?;
        if let [(_, values)] = figure.series.as_slice() {
            let gap = if values.len() > 120 { 0 } else { self.px(1) };
            let seen = || values.iter().enumerate().filter(|(_, y)| **y > 0.0);
            // Where there are more bars than pixels each is a line, so that none has no width.
            if values.len() > MOST_BARS {
                let place = |n| SegmentValue::CenterOf(n);
                let lines = seen().map(|(n, y)| {
                    PathElement::new([(place(n), 0.0), (place(n), *y)], COLOURS[0].stroke_width(self.scale))
                });
                chart.draw_series(lines).map_err(said)?;
                return Ok(());
            }
            let bars = seen().map(|(n, y)| {
                let ends = [(SegmentValue::Exact(n), 0.0), (behind(n, last), *y)];
                let mut bar = Rectangle::new(ends, COLOURS[0].filled());
                bar.set_margin(0, 0, gap, gap);
                bar
            });
            chart.draw_series(bars).map_err(said)?;
            return Ok(());
        }
        for ((_, values), colour) in figure.series.iter().zip(COLOURS) {
            let points = values.iter().enumerate().map(|(n, y)| (SegmentValue::CenterOf(n), *y));
            chart.draw_series(LineSeries::new(points, colour.stroke_width(self.px(2)))).map_err(said)?;
        }
        self.legend(area)
    }

    /// Pixels on the right of lines for their names.
    fn beside(&self) -> u32 {
        let longest = self.figure.series.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(LEGEND);
        self.px(40 + longest as u32 * 8)
    }

    /// The names of the lines, beside them, so that they hide none.
    fn legend<B: DrawingBackend>(&self, area: &Area<B>) -> Painted {
        let left = (area.dim_in_pixel().0 - self.beside()) as i32;
        for (n, ((name, _), colour)) in self.figure.series.iter().zip(COLOURS).enumerate() {
            let y = self.px(60 + 22 * n as u32) as i32;
            let (middle, end) = (y + self.px(7) as i32, left + self.px(18) as i32);
            let line = PathElement::new([(left, middle), (end, middle)], colour.stroke_width(self.px(2)));
            area.draw(&line).map_err(said)?;
            let at = (end + self.px(8) as i32, y);
            area.draw(&Text::new(shortened(name, LEGEND), at, self.font(13))).map_err(said)?;
        }
        Ok(())
    }

    fn names<B: DrawingBackend>(&self, area: &Area<B>) -> Painted {
        let figure = self.figure;
        let n = figure.labels.len();
        let longest = figure.labels.iter().map(|l| l.chars().count()).max().unwrap_or(1).clamp(4, 34);
        let mut chart = ChartBuilder::on(area)
            .caption(self.title(area), self.font(20))
            .margin(self.px(16))
            .x_label_area_size(self.px(48))
            .y_label_area_size(self.px(longest as u32 * 8 + 40))
            .build_cartesian_2d(0.0..self.greatest(), (0..n.saturating_sub(1)).into_segmented())
            .map_err(said)?;
        // The first name stands on top, and the axis begins below.
        let label = |at: &SegmentValue<usize>| match at {
            SegmentValue::CenterOf(i) | SegmentValue::Exact(i) if *i < n => shortened(&figure.labels[n - 1 - i], 34),
            _ => String::new(),
        };
        chart
            .configure_mesh()
            .disable_y_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(RGBColor(220, 220, 220))
            .axis_desc_style(self.font(14))
            .label_style(self.font(if n > 22 { 10 } else { 13 }))
            .y_labels(n.max(2))
            .y_label_formatter(&label)
            .x_label_formatter(&|x| number(*x))
            .x_desc(&figure.values)
            .y_desc(&figure.places)
            .draw()
            .map_err(said)?;
        let values = figure.series.first().map_or(&[][..], |(_, values)| values);
        let bars = values.iter().rev().enumerate().filter(|(_, x)| **x > 0.0).map(|(n, x)| {
            let ends = [(0.0, SegmentValue::Exact(n)), (*x, behind(n, values.len() - 1))];
            let mut bar = Rectangle::new(ends, COLOURS[0].filled());
            bar.set_margin(self.px(2), self.px(2), 0, 0);
            bar
        });
        chart.draw_series(bars).map_err(said)?;
        Ok(())
    }
}

/// Where place `n` ends, of which the last is number `last`.
fn behind(n: usize, last: usize) -> SegmentValue<usize> {
    if n == last { SegmentValue::Last } else { SegmentValue::Exact(n + 1) }
}

/// A number on an axis.
fn number(x: f64) -> String {
    if x.fract().abs() < 1e-9 { format!("{x:.0}") } else { format!("{x:.2}").trim_end_matches('0').to_owned() }
}

/// At most so many characters.
fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(shape: Shape, series: usize) -> Figure {
        let values = |n: usize| (0..5).map(|i| (i * n) as f64).collect();
        Figure {
            title: "peace <&> \"Ämter\"".into(),
            values: "paragraphs".into(),
            places: "month".into(),
            source: "index, 5 articles".into(),
            shape,
            labels: (1..6).map(|m| format!("2026-0{m}")).collect(),
            series: (1..=series).map(|n| (format!("Paper {n}"), values(n))).collect(),
        }
    }

    #[test]
    fn figures_are_drawn_with_their_words() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.svg");
        for (shape, series) in [(Shape::Time, 1), (Shape::Time, 3), (Shape::Names, 1)] {
            draw(&figure(shape, series), &path).unwrap();
            let svg = std::fs::read_to_string(&path).unwrap();
            for words in ["peace &lt;&amp;&gt;", "paragraphs", "index, 5 articles", "2026-01"] {
                assert!(svg.contains(words), "{shape:?} {words}\n{svg}");
            }
            assert_eq!(svg.contains("Paper 3"), series == 3);
        }
        let path = dir.path().join("a.png");
        draw(&figure(Shape::Time, 1), &path).unwrap();
        assert!(std::fs::read(&path).unwrap().starts_with(b"\x89PNG"));
        assert!(draw(&figure(Shape::Time, 1), &dir.path().join("a.pdf")).unwrap_err().hints[0].contains(".svg"));
    }
}
