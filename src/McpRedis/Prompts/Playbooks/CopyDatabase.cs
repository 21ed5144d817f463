namespace McpRedis.Prompts.Playbooks;

internal static class CopyDatabase
{
    public static PromptDefinition Prompt { get; } = new(
        "copy_database", "Copy a database", "Plans how the data of one connection come to another, copies them after a yes, and compares both.",
        "data are to be copied, migrated or moved from one Redis or Valkey server to another, or two servers are to be compared.",
        [new("source", "Connection to copy from.", true), new("target", "Connection to copy to.", true)], """
        Copy the data of connection {source} to connection {target}.
        In the end show me that they arrived.
        1. Ask me, when I have not said so: does the source go on being written to (then live), and is it everything or some keys? Narrow the plan (patterns, types, databases) and never copy key by key.
        2. redis_migration_plan with these two. It changes nothing. Tell me the path and why, how many keys and minutes, what would be lost, every check that warns, and what the target holds now.
           - A check that stops: say what an operator would have to change, and stop. Another path (paths says what closes each) is worth naming, not worth forcing.
           - Names are taken on the target: ask me whether to skip or to replace them, and plan anew.
           - The source is in use and the plan is not live: say that changes during the copy would be missing.
        3. After my yes redis_migration_start with the planId, and redis_job_get until it ends or, live, its phase is following. It failed or was cut off: its message says what to mend; start the same planId again, it goes on.
        4. Live: when notes say that little is behind, ask me whether writers may be held back for up to 30 seconds now. Then redis_migration_start with cutOver; when it says level, tell me at once that clients are to go to the target. When all have moved, redis_job_cancel ends the job.
        5. redis_migration_compare with the planId. Something differs: tell me in which categories, with examples; after my yes start its repair.planId, and compare again. Where the source is written to, a few differences are younger than the copy.
        6. Tell me what came over and what did not (losses; users, settings and functions are no keys), and the way back: the source was only read and still has everything.
        """ + PlaybookText.Ask);
}
