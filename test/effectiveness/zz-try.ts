import { judgeOf, firstCall } from '/work/main/test/effectiveness/policy.ts';
const j = judgeOf(process.argv[2]);
for (const [t,i] of JSON.parse(process.argv[3])) { const o=j.judge(firstCall(t,i)); console.log(o.verdict, o.rules.map(r=>r.id).join(), o.reason, JSON.stringify(o.facets)); }
