/* vis-network writes style elements into the page. The site's policy refuses them,
   with a message for each; their rules stand in network.css. Until the library is
   loaded it gets an element that does nothing instead. network_drawing.js ends this. */
(function () {
  "use strict";
  const make = document.createElement.bind(document);
  document.createElement = (name, options) => make(String(name).toLowerCase() === "style" ? "template" : name, options);
})();
