// Prints entries and exits for ever. After a lost connection it goes on where it was; what is lost for good is said.
// Works in browsers and in Node 22 (Node 20: node --experimental-websocket).
// Usage: node follow.mjs ws://127.0.0.1:8080 TOKEN

const TYPES = ['entry_fill', 'exit_fill'];
const LONGEST_PAUSE_MS = 30_000;

export function follow(address, token, show) {
  let after = null;
  let pauseMs = 1000;

  function connect() {
    const where = after === null ? 'snapshot=true' : `after=${after}`;
    const socket = new WebSocket(`${address}/api/v1/message/ws?token=${token}&${where}`);
    socket.onopen = () => socket.send(JSON.stringify({type: 'subscribe', data: TYPES}));
    socket.onmessage = (event) => {
      const message = JSON.parse(event.data);
      after = message.type === 'gap' ? message.data.last_seq : message.seq ?? after;
      pauseMs = 1000;
      show(message);
    };
    socket.onclose = (event) => {
      console.error(`closed: ${event.code} ${event.reason}`);
      setTimeout(connect, pauseMs);
      pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
    };
  }

  connect();
}

function line(message) {
  if (message.type === 'snapshot') return `${message.data.open_trades.length} open trades`;
  if (message.type === 'gap') return 'some messages are lost: look at /api/v1/status';
  if (message.type === 'entry_fill') return `entered ${message.pair} at ${message.open_rate}`;
  return `left ${message.pair} with ${(100 * message.profit_ratio).toFixed(2)}%`;
}

if (typeof process !== 'undefined') {
  const [address, token] = process.argv.slice(2);
  follow(address, token, (message) => console.log(message.seq ?? '-', line(message)));
}
