// Why this file exists: the small things that every screen shows, made once.
import { useEffect, useRef } from 'preact/hooks';
import { stateMarks } from './words.js';

export function StateTag({ state }) {
    return (
        <span class={`tag tag-${state}`}>
            <span aria-hidden="true">{stateMarks[state]}</span> {state}
        </span>
    );
}

/** A table that scrolls inside itself on a narrow screen and can be scrolled by keyboard. */
export function ScrollTable({ caption, hideCaption, children }) {
    const region = useRef(null);
    return (
        <div class="scroll" role="region" aria-label={caption} tabIndex={0} ref={region}>
            <table>
                <caption class={hideCaption ? 'hidden' : ''}>{caption}</caption>
                {children}
            </table>
        </div>
    );
}

/** The heading of a screen; takes the focus when the screen is opened. */
export function ScreenTitle({ children, fresh }) {
    const heading = useRef(null);
    useEffect(() => {
        if (fresh) heading.current.focus();
    }, []);
    return (
        <h1 tabIndex={-1} ref={heading}>
            {children}
        </h1>
    );
}

export function Trouble({ refusal, retry }) {
    if (!refusal) return null;
    return (
        <div class="notice notice-bad" role="alert">
            <p>
                <strong>This did not work.</strong> {refusal.message}
            </p>
            {retry && (
                <button type="button" onClick={retry}>
                    Try again
                </button>
            )}
        </div>
    );
}

export const Figure = ({ name, value, note, tone }) => (
    <div class={`figure ${tone || ''}`}>
        <dt>{name}</dt>
        <dd>
            <strong>{value}</strong>
            {note && <span>{note}</span>}
        </dd>
    </div>
);
