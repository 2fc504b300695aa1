/** Makes `<riskset-plot>` known to the article. The class stands in a file of its own, for those who register it themselves. */
import { RisksetPlot } from "./riskset-plot-class.js";

if (!customElements.get("riskset-plot")) customElements.define("riskset-plot", RisksetPlot);
