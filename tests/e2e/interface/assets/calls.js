// Talks to a bot by the rules of FreqUI: token login, Bearer, a refresh of its own for every call that gets 401.

class Bot {
  constructor(url) {
    this.url = url;
    this.refreshes = 0;
    this.messages = [];
    this.sockets = [];
  }

  async login(user, password) {
    const reply = await this.fetched('POST', '/token/login', {}, `Basic ${btoa(`${user}:${password}`)}`);
    Object.assign(this, await reply.json());
    return reply.status;
  }

  fetched(method, path, body, authorization) {
    const headers = {Authorization: authorization};
    if (body !== undefined && body !== null) headers['Content-Type'] = 'application/json';
    const text = body === undefined || body === null ? undefined : JSON.stringify(body);
    return fetch(`${this.url}/api/v1${path}`, {method, headers, body: text, credentials: 'include'});
  }

  async call(method, path, body) {
    let reply = await this.fetched(method, path, body, `Bearer ${this.access_token}`);
    if (reply.status === 401) {
      this.refreshes += 1;
      const renewed = await this.fetched('POST', '/token/refresh', {}, `Bearer ${this.refresh_token}`);
      this.access_token = (await renewed.json()).access_token;
      reply = await this.fetched(method, path, body, `Bearer ${this.access_token}`);
    }
    const text = await reply.text();
    return {status: reply.status, body: text ? JSON.parse(text) : null};
  }

  all(calls) {
    return Promise.all(calls.map(([method, path, body]) => this.call(method, path, body)));
  }

  async everyTrade() {
    const trades = [];
    let total;
    do {
      const {body} = await this.call('GET', `/trades?limit=500&offset=${trades.length}`);
      trades.push(...body.trades);
      total = body.total_trades;
    } while (trades.length !== total);
    return trades;
  }

  listen() {
    const url = `${this.url.replace(/^http/, 'ws')}/api/v1/message/ws?token=${this.access_token}`;
    return new Promise((opened, failed) => {
      const socket = new WebSocket(url);
      const heard = [];
      const topics = ['whitelist', 'entry_fill', 'exit_fill', 'entry_cancel', 'exit_cancel', 'new_candle'];
      socket.onopen = () => {
        socket.send(JSON.stringify({type: 'subscribe', data: topics}));
        socket.send(JSON.stringify({type: 'whitelist', data: ''}));
        this.messages.push(heard);
        opened(true);
      };
      socket.onmessage = (message) => heard.push(JSON.parse(message.data));
      socket.onerror = () => failed(new Error(`no socket at ${this.url}`));
      this.sockets.push(socket);
    });
  }
}

window.bots = {};
window.connect = (name, url) => (window.bots[name] = new Bot(url));
