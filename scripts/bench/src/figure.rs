//! The figure: encryption and decryption time against the number of attributes.

use crate::{
    measure::{LEAVES, MOST_AUTHORITIES},
    results::Results,
    Failure,
};
use plotters::prelude::*;
use std::path::Path;

/// A line: its legend, how its results are named, its colour, dashed or not.
struct Line {
    legend: &'static str,
    prefix: &'static str,
    by_authorities: bool,
    colour: RGBColor,
    dashed: bool,
}

const ORANGE: RGBColor = RGBColor(0xd5, 0x5e, 0x00);
const GREY: RGBColor = RGBColor(0x77, 0x77, 0x77);
const GREEN: RGBColor = RGBColor(0x00, 0x9e, 0x73);
const DEEP_BLUE: RGBColor = RGBColor(0x00, 0x72, 0xb2);

/// Encryption solid, decryption dashed, a colour for each implementation.
const LINES: [Line; 8] = [
    line("rabe (AW11) encrypt", "rabe-encapsulate", false, ORANGE, false),
    line("rabe (AW11) decrypt", "rabe-decapsulate", false, ORANGE, true),
    line("textbook RW15 encrypt", "textbook-encapsulate", false, GREY, false),
    line("textbook RW15 decrypt", "textbook-decapsulate", false, GREY, true),
    line("Salus encrypt (blst or not)", "salus-encapsulate", true, DEEP_BLUE, false),
    line("Salus decrypt", "salus-decapsulate", true, DEEP_BLUE, true),
    line("Salus decrypt, blst", "salus-blst-decapsulate", true, GREEN, true),
    line("Salus finish (outsourced)", "salus-finish", true, BLACK, true),
];

const fn line(
    legend: &'static str,
    prefix: &'static str,
    by_authorities: bool,
    colour: RGBColor,
    dashed: bool,
) -> Line {
    Line { legend, prefix, by_authorities, colour, dashed }
}

/// Draws to `path`, times in milliseconds on a logarithmic axis.
pub fn draw(results: &Results, path: &Path) -> Result<(), Failure> {
    let area = SVGBackend::new(path, (860, 540)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption("Encryption and decryption time by number of attributes", ("sans-serif", 20))
        .margin(14)
        .x_label_area_size(44)
        .y_label_area_size(64)
        .right_y_label_area_size(0)
        .build_cartesian_2d(0f64..52f64, (0.1f64..3000f64).log_scale())?;
    chart
        .configure_mesh()
        .light_line_style(WHITE)
        .x_desc("attributes in the policy (all needed)")
        .y_desc("milliseconds, one core")
        .x_labels(11)
        .x_label_formatter(&|x| if *x <= 35.0 { format!("{x:.0}") } else { String::new() })
        .y_label_formatter(&|y| if *y < 1.0 { format!("{y:.1}") } else { format!("{y:.0}") })
        .label_style(("sans-serif", 13))
        .draw()?;
    for line in LINES {
        let points: Vec<(f64, f64)> = LEAVES
            .into_iter()
            .filter_map(|leaves| {
                let name = if line.by_authorities {
                    format!("{}-{leaves}-{}", line.prefix, MOST_AUTHORITIES.min(leaves))
                } else {
                    format!("{}-{leaves}", line.prefix)
                };
                Some((leaves as f64, results.get(&name)? / 1e6))
            })
            .collect();
        let style = line.colour.stroke_width(2);
        if line.dashed {
            chart.draw_series(DashedLineSeries::new(points.clone(), 7, 5, style))?;
        } else {
            chart.draw_series(LineSeries::new(points.clone(), style))?;
        }
        chart.draw_series(points.iter().map(|point| Circle::new(*point, 3, line.colour.filled())))?;
        // Each line is named where it ends; nobody matches colours to a legend.
        if let Some((x, y)) = points.last() {
            let font = ("sans-serif", 13).into_font().color(&line.colour);
            chart.draw_series([Text::new(line.legend, (x + 0.7, y * 1.16), font)])?;
        }
    }
    area.present()?;
    Ok(())
}
