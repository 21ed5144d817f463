namespace McpRedis.Hosting;

/// <summary>One exchange of the demo.</summary>
/// <param name="Why">What the assistant is after.</param>
/// <param name="Tool">Tool called.</param>
/// <param name="Arguments">Its arguments, as JSON.</param>
/// <param name="Expected">A part of the right answer.</param>
/// <param name="NeedsStreams">Left out on a server without streams.</param>
internal sealed record DemoStep(string Why, string Tool, string Arguments, string Expected, bool NeedsStreams = false);

/// <summary>The session that the demo plays on the data of <see cref="DemoData"/>.</summary>
internal static class DemoScript
{
    public static IReadOnlyList<DemoStep> Steps { get; } =
    [
        new("Which sessions are there, and when do they end?", "redis_key_scan", """{"pattern":"session:*","details":true,"limit":3}""", "ttlMs"),
        new("What is in the profile of Ada?", "redis_key_get", """{"key":"user:1"}""", "Lovelace"),
        new("Who leads the game?", "redis_key_get", """{"key":"scores"}""", "\"score\":120"),
        new("What happened lately?", "redis_key_get", """{"key":"orders","limit":2}""", "placed", NeedsStreams: true),
        new("Note a greeting that ends in an hour, if there is none.", "redis_string_set", """{"items":[{"key":"greeting","value":"hello"}],"ttlMs":3600000,"condition":"ifAbsent"}""", "\"applied\":1"),
        new("Read it back.", "redis_string_get", """{"keys":["greeting","nothing"]}""", "\"hello\""),
        new("Count a visit.", "redis_string_increment", """{"key":"visits"}""", "\"value\":\"42\""),
        new("Bytes that are no text come and go as base64.", "redis_string_get", """{"keys":["binary"]}""", "base64"),
        new("How much memory is in use?", "redis_server_info", """{"sections":["memory"]}""", "used_memory_human"),
        new("Delete all sessions. That is more than one key, so it is not done without asking.", "redis_key_delete", """{"pattern":"session:*"}""", "confirmation_required"),
        new("A misspelt argument is named, not ignored.", "redis_key_scan", """{"patern":"user:*"}""", "pattern"),
    ];
}
