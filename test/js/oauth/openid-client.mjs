// openid-client: the example of docs/oauth-clients.md, all the way.
import * as library from './examples/openid-client.mjs';
import { journey } from './relying-party.mjs';

await journey('openid-client', library);
