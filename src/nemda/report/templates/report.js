"use strict";
(function () {
  const PRINT_WIDTH = 690;
  const config = {
    responsive: true,
    displaylogo: false,
    modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", "toImage"]],
    toImageButtonOptions: { format: "svg", filename: "nemda" },
  };
  const plots = Array.from(document.querySelectorAll(".plot"));
  const chain = plots.filter((plot) => plot.dataset.group === "chain");
  let passing = false;

  // Zooming in time in one link of the chain zooms in all: column 1 has the odd axes, column 2 the even.
  function passOn(from, changes) {
    if (passing) return;
    const updates = {};
    for (const [key, value] of Object.entries(changes)) {
      const match = /^xaxis(\d*)\.(range\[[01]\]|range|autorange)$/.exec(key);
      if (match) updates[`xaxis${Number(match[1] || 1) % 2 === 1 ? "" : "2"}.${match[2]}`] = value;
    }
    if (Object.keys(updates).length === 0) return;
    passing = true;
    Promise.all(chain.filter((plot) => plot !== from).map((plot) => Plotly.relayout(plot, updates)))
      .finally(() => { passing = false; });
  }

  for (const plot of plots) {
    const figure = JSON.parse(document.getElementById(plot.dataset.figure).textContent);
    Plotly.newPlot(plot, figure.data, figure.layout, config);
  }
  for (const plot of chain) plot.on("plotly_relayout", (changes) => passOn(plot, changes));

  // The key of the arms: a click hides or shows an arm in every figure.
  const buttons = Array.from(document.querySelectorAll("button.arm"));
  function toggle(name, visible) {
    for (const button of buttons) {
      if (button.dataset.arm === name) button.setAttribute("aria-pressed", String(visible));
    }
    for (const plot of plots) {
      const traces = plot.data.flatMap((trace, index) => (trace.legendgroup === name ? [index] : []));
      if (traces.length > 0) Plotly.restyle(plot, { visible: visible }, traces);
    }
  }
  for (const button of buttons) {
    button.addEventListener("click", () => toggle(button.dataset.arm, button.getAttribute("aria-pressed") === "false"));
  }

  let closed = [];
  window.addEventListener("beforeprint", () => {
    closed = Array.from(document.querySelectorAll("details:not([open])"));
    for (const part of closed) part.open = true;
    for (const plot of plots) Plotly.relayout(plot, { width: PRINT_WIDTH });
  });
  window.addEventListener("afterprint", () => {
    for (const part of closed) part.open = false;
    for (const plot of plots) Plotly.relayout(plot, { width: null, autosize: true });
  });
})();
