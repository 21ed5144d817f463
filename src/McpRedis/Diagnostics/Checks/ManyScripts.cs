namespace McpRedis.Diagnostics.Checks;

internal static class ManyScripts
{
    private static readonly Threshold Count = new("cachedScripts", 500, "scripts", "number_of_cached_scripts");

    public static Check Check { get; } = new("RF009", CheckFamily.Memory, "Many scripts are cached: values are likely written into their text")
    {
        What = "number_of_cached_scripts.",
        Why = "Every text is compiled and kept. An application that puts values into the text instead of KEYS and ARGV makes a new script at each call, and the cache grows.",
        WhenNot = "There really are that many scripts.",
        Fix = ["Pass values as KEYS and ARGV and call by EVALSHA", "SCRIPT FLUSH ASYNC once that is done"],
        Risk = "After SCRIPT FLUSH clients get NOSCRIPT until they send the text again; some do not.",
        Change = "The script cache stays small.",
        Thresholds = [Count],
        Fields = ["number_of_cached_scripts"],
        Look = static (node, limits) => node.Number("number_of_cached_scripts") is { } scripts && scripts >= limits[Count]
            ? node.Sees(Severity.Warning, scripts / 100_000, Evidence.Count("number_of_cached_scripts", scripts), Evidence.Bytes("used_memory_vm_eval", node.Number("used_memory_vm_eval") ?? node.Number("used_memory_lua") ?? 0))
            : null,
    };
}
