// The JavaScript client of InfluxDB 1.x.
import {FieldType, InfluxDB} from 'influx';

const url = new URL(process.env.SERVER_URL);
const client = new InfluxDB({
  host: url.hostname, port: Number(url.port), database: 'javascript1', username: 'anybody', password: process.env.SERVER_TOKEN,
  schema: [{measurement: 'cpu', tags: ['host'], fields: {v: FieldType.FLOAT, n: FieldType.INTEGER, s: FieldType.STRING}}],
});
const show = value => console.log(JSON.stringify(value));

const [pinged] = await client.ping(5000);
show([pinged.online, pinged.version.length > 0]);
await client.createDatabase('javascript1');
show((await client.getDatabaseNames()).includes('javascript1'));
await client.createRetentionPolicy('old', {database: 'javascript1', duration: '5200w', replication: 1});
show((await client.showRetentionPolicies('javascript1')).map(policy => [policy.name, policy.duration, policy.default]));
await client.writePoints([
  {measurement: 'cpu', tags: {host: 'a b'}, fields: {v: 1.5, n: 2, s: 'x"y'}, timestamp: new Date(1641024000000)},
  {measurement: 'cpu', tags: {host: 'c'}, fields: {v: 2.5}, timestamp: new Date(1641024060000)},
]);
await client.writePoints([{tags: {host: 'd'}, fields: {v: 3.5}, measurement: 'cpu', timestamp: 1641024120}], {
  precision: 's', retentionPolicy: 'old'});
for (const row of await client.query('SELECT v, n, s FROM cpu')) show([row.time.toISOString(), row.time.getNanoTime(), row.v, row.n, row.s]);
show((await client.query('SELECT max(v) FROM cpu GROUP BY host')).groups().map(group => [group.tags, group.rows[0].max]));
show((await client.query('SELECT v FROM cpu WHERE host = $host', {placeholders: {host: 'c'}})).map(row => row.v));
show((await client.query('SELECT v FROM old.cpu', {precision: 'ms'})).map(row => row.v));
show((await client.query(['SELECT v FROM cpu', 'SHOW MEASUREMENTS'])).map(part => part.length));
show(await client.queryRaw('SELECT v FROM cpu', {precision: 's'}));
show([await client.getMeasurements('javascript1'), await client.getSeries({database: 'javascript1'})]);
await client.query('SELECT FROM').catch(refused => show(refused.message.includes('error parsing query')));
await client.dropSeries({measurement: m => m.name('cpu'), where: e => e.tag('host').equals.value('c'), database: 'javascript1'});
show((await client.query('SELECT count(v) FROM cpu')).map(row => row.count));
await client.dropMeasurement('cpu', 'javascript1');
show(await client.getMeasurements('javascript1'));
await client.dropDatabase('javascript1');
show((await client.getDatabaseNames()).includes('javascript1'));
// The last one: the client takes a 500, which InfluxDB 1.x answers here too, for the end of this host.
await client.createDatabase('javascript1');
await client.writePoints([{measurement: 'cpu', fields: {v: 1}}], {retentionPolicy: 'nowhere'})
  .catch(refused => show(refused.message));
