// What a page cannot do from the server: keys, drops, pastes, uploads, and what this browser remembers. No state of jobs lives here.

const storagePrefix = "palimpsest.";

export const read = key => localStorage.getItem(storagePrefix + key);

export function write(key, text) {
    localStorage.setItem(storagePrefix + key, text);
}

export function setTheme(theme) {
    write("theme", theme);
    if (theme === "light" || theme === "dark") {
        document.documentElement.dataset.theme = theme;
    } else {
        delete document.documentElement.dataset.theme;
    }
}

export const openDialog = dialog => dialog.open || dialog.showModal();
export const closeDialog = dialog => dialog.close();
export const copy = text => navigator.clipboard.writeText(text);
export const closeMenu = details => details.removeAttribute("open");

/** Sends bytes to the server, which keeps them under the hash of their content. */
export async function upload(blob, address) {
    let answer;
    try {
        answer = await fetch(address, { method: "POST", body: blob, headers: { "Content-Type": blob.type || "application/octet-stream" } });
    } catch {
        throw new Error("The picture could not be sent: the studio does not answer. Is it still running?");
    }

    const text = await answer.text();
    if (!answer.ok) {
        let detail;
        try {
            detail = JSON.parse(text).detail;
        } catch {
            detail = null;
        }

        throw new Error(detail || `The picture was refused (status ${answer.status}).`);
    }

    return JSON.parse(text);
}

/** Ctrl+Enter generates, Alt+Enter skips, Esc interrupts; as in webui, Esc does not while a dialog is open. */
export function shortcuts(page) {
    const act = event => {
        let name = null;
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            name = "generate";
        } else if (event.key === "Enter" && event.altKey) {
            name = "skip";
        } else if (event.key === "Escape" && !document.querySelector("dialog[open]")) {
            name = "interrupt";
        }

        if (name) {
            if (name !== "interrupt") {
                event.preventDefault();
                document.activeElement?.dispatchEvent(new Event("change", { bubbles: true }));
            }

            page.invokeMethodAsync("OnShortcut", name);
        }
    };
    document.addEventListener("keydown", act);
    return { dispose: () => document.removeEventListener("keydown", act) };
}

/** Ctrl+Up and Ctrl+Down change the weight under the cursor, Alt+Left and Alt+Right move its element; the server knows how. */
export function promptKeys(box, prompt) {
    const edits = { ArrowUp: "weigh-up", ArrowDown: "weigh-down", ArrowLeft: "move-left", ArrowRight: "move-right" };
    const act = async event => {
        const vertical = event.key === "ArrowUp" || event.key === "ArrowDown";
        const meant = vertical ? event.ctrlKey || event.metaKey : event.altKey;
        if (!edits[event.key] || !meant) {
            return;
        }

        event.preventDefault();
        const edit = await prompt.invokeMethodAsync("EditText", edits[event.key], box.value, box.selectionStart, box.selectionEnd);
        box.value = edit.text;
        box.setSelectionRange(edit.start, edit.end);
        box.dispatchEvent(new Event("input", { bubbles: true }));
    };
    box.addEventListener("keydown", act);
    return { dispose: () => box.removeEventListener("keydown", act) };
}

/** Dropped, pasted and chosen pictures of a zone. */
export function pictureInput(zone, chooser, owner, address, takesPastes) {
    const send = async files => {
        for (const file of files) {
            try {
                await owner.invokeMethodAsync("OnReading", file.name || "picture");
                const stored = await upload(file, address);
                await owner.invokeMethodAsync("OnPicture", stored, file.name || "pasted picture");
            } catch (error) {
                await owner.invokeMethodAsync("OnRefused", `${file.name || "The pasted picture"}: ${error.message}`);
            }
        }
    };
    const chosen = files => {
        const list = [...files];
        return send(chooser.multiple ? list : list.slice(0, 1));
    };

    const over = event => {
        event.preventDefault();
        zone.classList.add("over");
    };
    const leave = () => zone.classList.remove("over");
    const drop = async event => {
        event.preventDefault();
        leave();
        if (event.dataTransfer.files.length > 0) {
            await chosen(event.dataTransfer.files);
            return;
        }

        // A picture dragged from this very page.
        const link = event.dataTransfer.getData("text/uri-list").split("\n")[0];
        if (link && new URL(link, location.href).origin === location.origin) {
            const blob = await (await fetch(link)).blob();
            await send([new File([blob], "picture", { type: blob.type })]);
        }
    };
    const paste = event => {
        const pictures = [...event.clipboardData.files].filter(file => file.type.startsWith("image/"));
        if (pictures.length > 0) {
            event.preventDefault();
            chosen(pictures);
        }
    };
    const change = () => {
        chosen(chooser.files).then(() => { chooser.value = ""; });
    };

    zone.addEventListener("dragover", over);
    zone.addEventListener("dragleave", leave);
    zone.addEventListener("drop", drop);
    chooser.addEventListener("change", change);
    if (takesPastes) {
        document.addEventListener("paste", paste);
    }

    return {
        choose: () => chooser.click(),
        dispose: () => {
            zone.removeEventListener("dragover", over);
            zone.removeEventListener("dragleave", leave);
            zone.removeEventListener("drop", drop);
            chooser.removeEventListener("change", change);
            document.removeEventListener("paste", paste);
        },
    };
}

/** The slider between a picture and its source: the range input moves the edge. */
export function compare(frame, range) {
    const move = () => frame.style.setProperty("--at", range.value + "%");
    range.addEventListener("input", move);
    move();
    return { dispose: () => range.removeEventListener("input", move) };
}

/** Scrolls to what begins after a click, where it is out of view. */
export const reveal = element => element.scrollIntoView({ block: "nearest", behavior: "smooth" });

/** Puts the cursor into a control, wherever it is folded away; one that is not on the page has none. */
export function focusField(id) {
    const field = document.getElementById(id);
    for (let around = field?.closest("details"); around; around = around.parentElement.closest("details")) {
        around.open = true;
    }

    field?.focus();
    field?.scrollIntoView({ block: "nearest" });
}

/** A dropped or chosen model file: gigabytes, so it goes as a stream, and its progress is told. */
export function modelInput(zone, chooser, owner, address) {
    const send = file => {
        const request = new XMLHttpRequest();
        request.open("POST", `${address}?name=${encodeURIComponent(file.name)}`);
        request.upload.onprogress = event => owner.invokeMethodAsync("OnPart", event.loaded / event.total);
        request.onload = () => {
            let detail = `The file was refused (status ${request.status}).`;
            try {
                detail = JSON.parse(request.responseText).detail ?? detail;
            } catch {
                // Not in our form; the status says what there is to say.
            }

            owner.invokeMethodAsync("OnAdded", request.status === 200 ? `Added: ${file.name}` : detail, request.status !== 200);
        };
        request.onerror = () => owner.invokeMethodAsync("OnAdded", "The file could not be sent: the studio does not answer.", true);
        owner.invokeMethodAsync("OnPart", 0);
        request.send(file);
    };
    const over = event => {
        event.preventDefault();
        zone.classList.add("over");
    };
    const leave = () => zone.classList.remove("over");
    const drop = event => {
        event.preventDefault();
        leave();
        if (event.dataTransfer.files.length > 0) {
            send(event.dataTransfer.files[0]);
        }
    };
    const change = () => {
        if (chooser.files.length > 0) {
            send(chooser.files[0]);
            chooser.value = "";
        }
    };
    zone.addEventListener("dragover", over);
    zone.addEventListener("dragleave", leave);
    zone.addEventListener("drop", drop);
    chooser.addEventListener("change", change);
    return {
        choose: () => chooser.click(),
        dispose: () => {
            zone.removeEventListener("dragover", over);
            zone.removeEventListener("dragleave", leave);
            zone.removeEventListener("drop", drop);
            chooser.removeEventListener("change", change);
        },
    };
}
