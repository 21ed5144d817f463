using McpRedis.Catalogue;
using McpRedis.Diagnostics;
using McpRedis.Migration.Serving;
using McpRedis.Reply;

namespace McpRedis.Hosting;

/// <summary>All options of the program, the one table. A new option is one entry here and one property of <see cref="ServerOptions"/>.</summary>
internal static class OptionDefinitions
{
    private const int SmallestBudget = 4 * 1024;

    /// <summary>Where the config file is; wanted before the others can be merged.</summary>
    public const string Config = "config";

    private static readonly string[] ToolsetWords =
        ["essentials", "default", "all", .. Catalogue.Toolsets.All.Select(toolset => toolset.Wire())];

    public static IReadOnlyList<OptionDefinition> All { get; } =
    [
        Word("access", ["read", "write", "full"], options => options.Access, (options, word) => options with { Access = word },
            "What the tools may do. read changes nothing; write adds changing data and, after a confirmation, deleting and overwriting much of it; full adds administration of the server, "
            + "after a confirmation too. Tools above the level are neither listed nor run. A connection's own access can lower it further. Set read for data that must not change."),
        Flag("read-only", options => options.ReadOnly, (options, on) => options with { ReadOnly = on },
            "The same as --access read. It lowers what a weaker source allows; together with another --access of the same or a stronger source it is a mistake."),
        new("toolsets", OptionKind.List, "toolsets separated by commas, or essentials, default or all", options => OptionText.List(options.Toolsets),
            (options, text) => OptionText.List(text, ToolsetWords.Contains) is { } list ? options with { Toolsets = list } : null,
            "Families of tools to list: essentials, default, all, or single ones as in docs/tools.md; several are added up. "
            + "Every listed tool costs the model tokens in every conversation; list what the work needs.")
            { Words = ToolsetWords },
        Tools("tools", options => options.Tools, (options, list) => options with { Tools = list },
            "Single tools to list beside the toolsets. Given without --toolsets, these are the only ones. Set it for an assistant with one narrow task."),
        Tools("exclude-tools", options => options.ExcludeTools, (options, list) => options with { ExcludeTools = list },
            "Single tools neither listed nor run, whatever else says so. Set it to take one tool out of a toolset."),
        Word("confirm", ["destructive", "writes", "never"], options => options.Confirm, (options, word) => options with { Confirm = word },
            "Which calls ask a person first: destructive means destructive and administrative ones, writes means every change, never means none. "
            + "Set writes while an assistant is new to the data; never only where nothing can be lost."),
        Word("confirm-fallback", ["token", "refuse"], options => options.ConfirmFallback, (options, word) => options with { ConfirmFallback = word },
            "What happens when the client cannot ask a person: token lets the model repeat the call with a single-use token after seeing a preview, refuse refuses. "
            + "A token is a brake against accidents, not proof of a person: set refuse where a person must decide."),
        new("confirm-key", OptionKind.Secret, "a secret of at least 32 characters", options => options.ConfirmKey is null ? "none" : "set",
            (options, text) => text.Length >= 32 ? options with { ConfirmKey = text } : null,
            "Secret that the tokens of confirmations are sealed with; without one each process makes its own at start. Set the same for several processes that serve the same clients, or for mcp-redis call in scripts, "
            + "so that a token outlives its process. That a token is used once is known to each process alone.")
            { InFile = false },
        new("key-prefix", OptionKind.Text, "the first characters of the keys", options => options.KeyPrefix ?? "none",
            (options, text) => options with { KeyPrefix = text },
            "Only keys that begin so can be read, changed or seen in a scan, on every connection. Case counts. Set it to keep an assistant to one application's keys. "
            + "A connection of the config file can have a longer one of its own, never another."),
        new("output-budget", OptionKind.Bytes, "a number of bytes such as 65536, 64KiB or 1MiB, from 4KiB to 4MiB", options => OptionText.Bytes(options.OutputBudgetBytes),
            (options, text) => OptionText.Bytes(text, SmallestBudget, OutputBudget.LargestBytes) is { } bytes ? options with { OutputBudgetBytes = bytes } : null,
            "Largest reply of a tool, in bytes of JSON. What does not fit is cut and the reply says how to go on. Raise it for programs that read replies, lower it for models with a small context."),
        new("health-adjust", OptionKind.List, "thresholds and findings separated by commas, such as clientsPercent=90,RF024=off", options => OptionText.List(options.HealthAdjust),
            (options, text) => OptionText.List(text, Limits.IsAdjustment) is { } list ? options with { HealthAdjust = list } : null,
            "What redis_server_health compares with, and which of its findings are silenced; a call can add to it. The page of each finding (docs/findings) lists its thresholds. "
            + "Set it for what is right as it is on this server."),
        new("files-dir", OptionKind.Path, "the path of a folder that exists", options => options.FilesDir ?? "none",
            (options, text) => OptionText.Folder(text) is { } folder ? options with { FilesDir = folder } : null,
            "Folder for the journals of migrations, by which one that was cut off goes on, and of RDB files that redis_analysis_run may read by their plain names. Without it journals are in the folder for data of the user's programs, "
            + "and no file is read. Set it where that is not there or does not last, as in containers."),
        new("serve-address", OptionKind.Text, "an IP address of this machine, then :PORT for a certain port and =HOST for another name by which the target dials it", options => options.ServeAddress ?? "none",
            (options, text) => ServeAddress.Parse(text) is not null ? options with { ServeAddress = text } : null,
            "Where the target of a migration finds this program when it is to load a whole file from it (path serve). The port is open only meanwhile and serves only whoever knows a password made for that once. "
            + "Without it only a target on this machine can, over loopback. What goes over it is not encrypted: name an address of a network you trust."),
        new("migration-patience", OptionKind.Duration, "a duration such as 90s, from 1s to 86400s", options => OptionText.Duration(options.MigrationPatience),
            (options, text) => OptionText.Duration(text, TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)) is { } patience ? options with { MigrationPatience = patience } : null,
            "How long either server of a migration may be away, silent or without writes before the job fails; what it has copied stays, and it can be gone on with. Raise it where a restart or a failover takes longer."),
        new(Config, OptionKind.Path, "the path of a file", options => options.ConfigFile ?? "none",
            (options, text) => options with { ConfigFile = text },
            "JSON file with connections and options. Comments and trailing commas are allowed, unknown keys are refused. Set it for several connections with limits of their own.")
            { InFile = false },
        Flag("embedded", options => options.Embedded, (options, on) => options with { Embedded = on },
            "Start a private, empty Redis server and use it as the default connection. It listens on loopback and ends with the program, its data with it. For trying things out."),
        Word("log-level", ["trace", "debug", "info", "warning", "error"], options => options.LogLevel, (options, word) => options with { LogLevel = word },
            "What is logged to stderr. info holds one line for every call over HTTP, and over stdio for every call that changes something; debug holds the others; values never are. Set warning where a client shows stderr to its user."),
        Word("log-format", ["text", "json"], options => options.LogFormat, (options, word) => options with { LogFormat = word },
            "How log lines are written: text for people, json for collectors, one object a line. Set json in containers."),
        Flag(BlankForm.Option, options => options.BlankIsUnset, (options, on) => options with { BlankIsUnset = on },
            "Variables that are empty, or still the placeholder of a form (${user_config.name}), count as not set. For hosts that fill variables from a form, as Claude Desktop does: there a field "
            + "left blank is meant so. Elsewhere such a variable is one that was lost on the way, and a mistake.")
            with { InFile = false },
        .. HttpOptionDefinitions.All,
    ];

    public static OptionDefinition? Find(string name) => All.FirstOrDefault(option => option.Name == name);

    internal static OptionDefinition Word(
        string name, string[] words, Func<ServerOptions, string> get, Func<ServerOptions, string, ServerOptions> set, string doc) =>
        new(name, OptionKind.Word, $"{string.Join(", ", words[..^1])} or {words[^1]}", get,
            (options, text) => words.Contains(text) ? set(options, text) : null, doc)
        { Words = words };

    internal static OptionDefinition Flag(string name, Func<ServerOptions, bool> get, Func<ServerOptions, bool, ServerOptions> set, string doc) =>
        new(name, OptionKind.Flag, "true or false", options => OptionText.Flag(get(options)),
            (options, text) => OptionText.Flag(text) is { } on ? set(options, on) : null, doc)
        { Words = ["true", "false"] };

    private static OptionDefinition Tools(
        string name, Func<ServerOptions, IReadOnlyList<string>> get, Func<ServerOptions, IReadOnlyList<string>, ServerOptions> set, string doc) =>
        new(name, OptionKind.List, "names of tools separated by commas, such as redis_key_scan,redis_key_get", options => OptionText.List(get(options)),
            (options, text) => OptionText.List(text, IsToolName) is { } list ? set(options, list) : null, doc);

    // Whether the tool exists is the catalogue's to say.
    private static bool IsToolName(string text) =>
        text.Length <= 48 && text.StartsWith("redis_", StringComparison.Ordinal) && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');
}
