import { importClaudeSettings } from '../../compiler/import/claude-settings.ts';
for (const p of [{allow:['Bash(find:*)','Bash(R:*)','Bash(git diff:*)','Bash(echo *)'],deny:['Bash(git push*)']},{allow:['Bash'],deny:['Read(**/.env)','Bash(rm*)']},{allow:['WebFetch(domain:docs.rs)','Read(/proj/**)'],deny:[]}]) {
 const r = importClaudeSettings({permissions:{...p,defaultMode:'dontAsk'}},{agent:'dev',withTools:true}); console.log(typeof r==='string'?r:r.text, typeof r==='string'?'':JSON.stringify(r.leftOut));
}
