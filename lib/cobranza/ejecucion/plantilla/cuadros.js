// Los cuadros se ordenan y se buscan con lo que la página ya dice: no pide nada, no guarda nada y, si no corre, la
// página es la misma. Sólo escribe texto, nunca HTML: lo que digan los datos no se vuelve otra cosa.
(() => {
  "use strict";
  const POCOS = 3, LARGO = 8, SIN_DATO = ["", "—", "n. c.", "res."];
  const MESES = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];
  const UNIDADES = { mil: 1e3, millon: 1e6, millones: 1e6, dias: 1, meses: 30, ano: 365, anos: 365 };
  const letras = new Intl.Collator("es-MX", { numeric: true, sensitivity: "base" });
  const hacer = (etiqueta, atributos, ...hijos) => {
    const hecho = document.createElement(etiqueta);
    for (const [nombre, valor] of Object.entries(atributos)) hecho.setAttribute(nombre, valor);
    hecho.append(...hijos);
    return hecho;
  };
  const llano = (texto) => texto.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

  const cifra = (texto) => {
    const dicha = /^([−+(-])?\$?(\d[\d,]*(?:\.\d+)?)(?: ?%)?\)?$/.exec(texto);
    return dicha && (dicha[1] && dicha[1] !== "+" ? -1 : 1) * Number(dicha[2].replaceAll(",", ""));
  };
  const fecha = (texto) => {
    const dicha = /^(?:(\d{1,2}) ([a-z]{3})|([a-z]{3})[a-z]* de) (\d{4})$/.exec(llano(texto));
    const mes = dicha ? MESES.indexOf(dicha[2] || dicha[3]) : -1;
    return mes < 0 ? null : dicha[4] * 10000 + mes * 100 + Number(dicha[1] || 0);
  };
  // «2 a 50 mil», «menos de 5 millones», «más de 10 años»: por donde empieza y, a iguales, por donde acaba
  const rango = (texto) => {
    const dicho = /^(?:(menos|mas) de )?([\d,]+)(?: ([a-z]+))?(?: a ([\d,]+) ([a-z]+))?$/.exec(llano(texto));
    const [, orilla, uno, suya, otro, final] = dicho || [], de = UNIDADES[suya || final], hasta = UNIDADES[final || suya];
    if (!de || !hasta) return null;
    const [inicio, fin] = [cifra(uno) * de, otro ? cifra(otro) * hasta : cifra(uno) * de];
    return orilla === "menos" ? fin / 1e13 : inicio + (orilla ? 0.9 : fin / 1e13);
  };
  const principio = (texto) => cifra((/^[−-]?\d[\d,.]*(?= )/.exec(texto) || [""])[0]);

  // lo que se lee en más de la mitad de los renglones; lo que no se pueda leer va al final
  const comoSeLee = (textos, encabezado) => {
    const dichos = textos.filter((t) => !SIN_DATO.includes(t)), deCifras = encabezado.classList.contains("n");
    return [cifra, fecha, rango, ...(deCifras ? [principio] : [])]
      .find((lee) => 2 * dichos.filter((t) => lee(t) !== null).length > dichos.length) || null;
  };

  const preparar = (cuadro, avisar) => {
    const tabla = cuadro.querySelector(".tabla > table"), cuerpo = tabla?.tBodies[0];
    if (!tabla?.caption || !tabla.tHead || !cuerpo) return null;
    const titulo = tabla.parentElement.getAttribute("aria-label");
    const encabezados = [...tabla.tHead.rows[0].cells], filas = [...cuerpo.rows];
    // el renglón sin nombre sigue al de arriba y no se le separa
    const grupos = [];
    for (const fila of filas) {
      if (fila.cells[0]?.className === "v" && grupos.length) grupos.at(-1).push(fila);
      else grupos.push([fila]);
    }
    if (grupos.length < POCOS || filas.some((f) => f.cells.length !== encabezados.length)) return null;
    const textos = new Map(filas.map((f) => [f, [...f.cells].map((c) => c.textContent.trim())]));
    const lecturas = encabezados.map((e, k) => comoSeLee(filas.map((f) => textos.get(f)[k]), e));
    // el «$» va sólo en el primer renglón que se ve
    const pesos = encabezados.map((_, k) => k).filter((k) =>
      filas.every((f, n) => /^−?\$/.test(textos.get(f)[k]) === (n === 0)) && lecturas[k] === cifra);
    let columna = -1, alReves = false, buscado = "", impreso = false;

    const enOrden = () => {
      if (columna < 0 || impreso) return grupos;
      const lee = lecturas[columna], dice = (grupo) => textos.get(grupo[0])[columna];
      const falta = (grupo) => Number(lee ? lee(dice(grupo)) === null : SIN_DATO.includes(dice(grupo)));
      const comparar = lee ? (a, b) => lee(a) - lee(b) : letras.compare;
      return [...grupos].sort((a, b) => falta(a) - falta(b)
        || (falta(a) ? 0 : (alReves ? -1 : 1) * comparar(dice(a), dice(b))));
    };
    const acomodar = () => {
      const palabras = llano(buscado).split(/\s+/).filter(Boolean), ordenados = enOrden();
      for (const grupo of grupos) {
        const dice = llano(grupo.map((f) => textos.get(f).join(" ")).join(" "));
        for (const fila of grupo) fila.classList.toggle("fuera", !impreso && !palabras.every((p) => dice.includes(p)));
      }
      cuerpo.append(...ordenados.flat());
      const vistas = [...cuerpo.rows].filter((f) => !f.classList.contains("fuera"));
      for (const k of pesos) {
        for (const fila of filas) {
          const texto = fila.cells[k].firstChild, sin = textos.get(fila)[k].replace("$", "");
          if (fila.cells[k].childElementCount || cifra(sin) === null) continue;
          texto.data = fila === vistas[0] ? sin.replace(/^−?/, "$&$$") : sin;
        }
      }
      return vistas.length;
    };

    encabezados.forEach((encabezado, k) => {
      const nombre = encabezado.textContent.trim(), boton = hacer("button", { type: "button", class: "ordena" });
      // un vínculo no cabe dentro de un botón: el botón va a su lado
      if (encabezado.querySelector("a")) {
        boton.setAttribute("aria-label", `Ordenar por ${nombre}`);
        encabezado.abbr = nombre;
        encabezado.append(boton);
      } else {
        boton.append(...encabezado.childNodes);
        encabezado.append(boton);
      }
      boton.onclick = () => {
        const alRevesPrimero = Boolean(lecturas[k]);
        if (columna !== k) [columna, alReves] = [k, alRevesPrimero];
        else if (alReves === alRevesPrimero) alReves = !alReves;
        else columna = -1;
        encabezados.forEach((e) => e.removeAttribute("aria-sort"));
        if (columna === k) encabezado.setAttribute("aria-sort", alReves ? "descending" : "ascending");
        acomodar();
        const [sube, baja] = lecturas[k] ? ["de menor a mayor", "de mayor a menor"] : ["de la A a la Z", "de la Z a la A"];
        avisar(columna < 0 ? `${titulo}: en su orden original` : `${titulo}: por ${nombre}, ${alReves ? baja : sube}`);
      };
    });

    if (filas.length > LARGO) {
      const cuenta = hacer("span", { class: "cuenta" });
      const caja = hacer("input", { type: "search", autocomplete: "off", "aria-label": `Buscar en «${titulo}»` });
      const decir = () => {
        const hay = acomodar(), mas = Number(tabla.dataset.mas || 0);
        const dicho = `${hay} de ${filas.length} renglones`;
        const ademas = [mas && `${mas.toLocaleString("es-MX")} más sólo en el Excel`, tabla.tFoot && "el total es el de todos"];
        cuenta.textContent = buscado.trim() ? [dicho, ...ademas.filter(Boolean)].join(" · ") : "";
        avisar(buscado.trim() ? dicho : "");
      };
      caja.oninput = () => { buscado = caja.value; decir(); };
      cuadro.prepend(hacer("div", { class: "busca" }, hacer("label", {}, "Buscar ", caja), cuenta));
    }
    return (en) => { impreso = en; acomodar(); };
  };

  const voz = hacer("p", { class: "voz", role: "status" });
  const impresores = [...document.querySelectorAll("main .cuadro:not([data-fijo])")]
    .map((cuadro) => preparar(cuadro, (dicho) => { voz.textContent = dicho; })).filter(Boolean);
  document.querySelector("main").append(voz);
  // en papel va lo que el informe dice, en su orden
  addEventListener("beforeprint", () => impresores.forEach((imprimir) => imprimir(true)));
  addEventListener("afterprint", () => impresores.forEach((imprimir) => imprimir(false)));
})();
