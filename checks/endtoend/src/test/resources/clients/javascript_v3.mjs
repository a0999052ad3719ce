// The official JavaScript client of InfluxDB 3.
import {InfluxDBClient, Point} from '@influxdata/influxdb3-client';

const client = new InfluxDBClient({host: process.env.SERVER_URL, token: process.env.SERVER_TOKEN, database: 'javascript3'});
const show = value => console.log(JSON.stringify(value, (key, part) => (typeof part === 'bigint' ? `${part}n` : part)));

await client.write('home,room=Kitchen temp=21.5,co=3i 1641024000000000000');
await client.write(
  Point.measurement('home').setTag('room', 'Living Room').setFloatField('temp', 22.25).setBooleanField('ok', true)
    .setStringField('note', 'a "b" \\').setTimestamp(new Date(1641024060000)));
for await (const row of client.query('SELECT room, temp, co, ok, note FROM home ORDER BY time')) show(row);
for await (const row of client.query('SELECT room FROM home WHERE temp > $least', undefined, {type: 'sql', params: {least: 22}}))
  show(row);
for await (const row of client.query('SELECT mean(temp) FROM home', undefined, {type: 'influxql'})) show(row.mean);
for await (const point of client.queryPoints('SELECT * FROM home ORDER BY time LIMIT 1'))
  show([point.getTag('room'), point.getFloatField('temp'), point.getIntegerField('co'), point.getFieldNames().sort()]);
for await (const point of client.queryPoints('SELECT temp, room FROM home ORDER BY time LIMIT 1', undefined, {type: 'influxql'}))
  show([point.getTag('room'), point.getFloatField('temp'), point.getFieldNames().sort()]);
try {
  for await (const row of client.query('SELECT * FROM nothing')) show(row);
} catch (refused) {
  show(refused.message.includes("table 'public.iox.nothing' not found"));
}
try {
  await client.write('home temp=');
} catch (refused) {
  show([refused.statusCode, refused.message.includes('line')]);
}
show(await client.getServerVersion());
await client.close();
