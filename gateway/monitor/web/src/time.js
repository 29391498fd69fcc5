// Why this file exists: times are shown as people in a UK clinic read them, wherever the browser is.
const zone = 'Europe/London';
const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
});
const clockSeconds = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone, hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});
const day = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone, day: 'numeric', month: 'short', year: 'numeric',
});

/** "09:42" */
export const hoursMinutes = (milliseconds) => clock.format(milliseconds);

/** "09:42:10" */
export const timeOfDay = (text) => (text ? clockSeconds.format(new Date(text)) : '');

/** "09:42" today, else "14 Jan 2030, 09:42". */
export function moment(text, now = Date.now()) {
    if (!text) return '';
    const date = new Date(text);
    const today = day.format(date) === day.format(now);
    return today ? clock.format(date) : `${day.format(date)}, ${clock.format(date)}`;
}

/** "14 Jan 2030, 09:42:10", for timelines. */
export function exactMoment(text) {
    if (!text) return '';
    const date = new Date(text);
    return `${day.format(date)}, ${clockSeconds.format(date)}`;
}

/** "12 s", "3 min", "2 h 5 min", "1 d 4 h" */
export function duration(milliseconds) {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    if (seconds < 60) return `${seconds} s`;
    const minutes = Math.floor(seconds / 60);
    if (minutes < 60) return `${minutes} min`;
    const hours = Math.floor(minutes / 60);
    if (hours < 24) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
    const days = Math.floor(hours / 24);
    return hours % 24 === 0 ? `${days} d` : `${days} d ${hours % 24} h`;
}

export const age = (text, now) => (text ? duration(now - Date.parse(text)) : '');
