import { runProcess } from '@chappe/process';
import { clientApiProcess } from './client-api.process.js';

await runProcess(clientApiProcess, process);
