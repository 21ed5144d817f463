using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard.Commands;
using McpRedis.Redis;

namespace McpRedis.Tools.Commands;

[RedisTool("redis_command_help", "Command help", Toolset.Commands, Risk.Read, "COMMAND DOCS", "COMMAND INFO")]
internal sealed class CommandHelpTool(IRedisGateway redis, TimeProvider time)
{
    private const int ToldNames = 5;

    // What the commands of Redis's own modules begin with.
    private static readonly Dictionary<string, string> Modules = new()
    {
        ["JSON"] = "json",
        ["FT"] = "search",
        ["TS"] = "timeseries",
        ["BF"] = "bf",
        ["CF"] = "bf",
        ["CMS"] = "bf",
        ["TOPK"] = "bf",
        ["TDIGEST"] = "bf",
    };

    /// <summary>Syntax and cost of a Redis command, and which tool runs it.</summary>
    /// <param name="command">Such as ZADD or CONFIG GET.</param>
    /// <returns>From the server's own documentation; what it does not tell is null, and the rest from the built-in table.</returns>
    /// <exception cref="Fault">invalid_argument: no such command; the nearest names are told. unsupported_by_server: it belongs to a module that is not loaded.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/command-docs/"/>
    public async Task<CommandHelp> RunAsync(string command, CancellationToken cancellationToken = default)
    {
        string name = string.Join(' ', command.ToUpperInvariant().Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries));
        string[] words = name.Split(' ');
        if (words.Length > 2 || words.Any(w => CommandToken.Read(System.Text.Encoding.UTF8.GetBytes(w)) is null))
        {
            throw Fault.Argument("command", "expected a command's name, of one word or two.", "Give the name alone, without arguments.");
        }
        var asked = await Task.WhenAll(AskAsync("COMMAND DOCS", name, cancellationToken), AskAsync("COMMAND INFO", name, cancellationToken));
        var docs = CommandDocs.Read(asked[0]);
        var live = CommandReply.Read(asked[1]).Find(name);
        var pinned = CommandTable.Pinned.Find(name);
        bool missing = live is null && asked[1].IsAggregate;   // the server was heard, and has no such command
        if (missing && name.Contains('.', StringComparison.Ordinal) && Modules.GetValueOrDefault(name.Split('.')[0]) is { } module)
        {
            throw new Fault(ErrorCode.UnsupportedByServer, $"The server does not know {name}: it belongs to the module {module}, which is not loaded.", "redis_server_info tells product, version and modules.");
        }
        if ((pinned ?? live) is not { } entry)
        {
            throw Fault.Argument("command", $"neither the server nor the built-in table knows it.{Near(name)}");
        }
        if (entry.IsContainer && words.Length == 1)
        {
            return Family(name, entry, docs, live is not null);
        }
        var ruling = CommandRules.Judge(Plain(words, entry), time.GetUtcNow().ToUnixTimeMilliseconds(), pinned is null ? live : null);
        return new(
            name, docs?.Summary, docs?.Since ?? pinned?.Since, docs?.Group, docs?.Complexity,
            docs is null ? null : $"{name} {docs.Syntax}".TrimEnd(),
            (live ?? entry).Arity, Words((live ?? entry).Flags), Keys(entry), TypedTools.For(name),
            ruling.Refusal is not null ? "never" : ruling.Risk switch { Risk.Read => "read", Risk.Admin => "full", _ => "write" },
            ruling.Refusal is null && ruling.Risk >= Risk.Destructive,
            ruling.Refusal?.Message ?? $"{name} {ruling.Reason}",
            null,
            live is not null || docs is not null);
    }

    private static CommandHelp Family(string name, CommandEntry entry, CommandDocs? docs, bool live)
    {
        string[] members = [.. CommandTable.Pinned.All.Select(e => e.Name).Where(n => n.StartsWith(name + " ", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return new(
            name, docs?.Summary, docs?.Since ?? entry.Since, docs?.Group, null, null, entry.Arity, Words(entry.Flags), null,
            [.. members.SelectMany(m => TypedTools.For(m).Take(1)).Distinct()],
            "never", false, $"{name} alone is no command: ask for one of its sub-commands.", members, live || docs is not null);
    }

    // Before 7.0 there is no COMMAND DOCS, and a user may lack either: then the built-in table has to do.
    private async Task<RespValue> AskAsync(string command, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await redis.ExecuteAsync(RedisCommand.Of(command).Arg(name.ToLowerInvariant().Replace(' ', '|')), cancellationToken);
        }
        catch (Fault fault) when (fault.Code is ErrorCode.NotPermitted or ErrorCode.UnsupportedByServer or ErrorCode.InvalidArgument or ErrorCode.ServerError)
        {
            return RespValue.Null;
        }
    }

    // The command with as many arguments as it needs, none of them an option.
    private static List<byte[]> Plain(string[] words, CommandEntry entry)
    {
        var arguments = words.Select(System.Text.Encoding.ASCII.GetBytes).ToList();
        while (arguments.Count < Math.Abs(entry.Arity))
        {
            arguments.Add("1"u8.ToArray());
        }
        return arguments;
    }

    private static string Near(string name)
    {
        var nearest = CommandTable.Pinned.NearestTo(name);
        var alike = CommandTable.Pinned.All.Select(e => e.Name).Where(n => n.StartsWith(name.Split(' ')[0], StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        string[] names = [.. (nearest is null ? alike : alike.Prepend(nearest)).Distinct().Take(ToldNames)];
        return names.Length == 0 ? "" : $" Near are {string.Join(", ", names)}.";
    }

    private static string? Keys(CommandEntry entry) => entry switch
    {
        { KeySpecs: [] } when entry.FirstKey == 0 => null,
        { FirstKey: > 0 } => entry.LastKey == entry.FirstKey ? $"argument {entry.FirstKey}" : $"arguments {entry.FirstKey} to {(entry.LastKey < 0 ? "the end" : entry.LastKey)}, every {entry.KeyStep}",
        _ => "depends on the arguments",
    };

    private static IReadOnlyList<string> Words(CommandFlags flags) =>
        [.. Enum.GetValues<CommandFlags>().Where(f => f != CommandFlags.None && (flags & f) != 0).Select(f => WireName.SnakeCase(f.ToString()))];
}

/// <param name="Command">Full name.</param>
/// <param name="Summary">What it does.</param>
/// <param name="Since">Version that brought it.</param>
/// <param name="Group">Family.</param>
/// <param name="Complexity">Cost.</param>
/// <param name="Syntax">Name and arguments; null when the server has no documentation.</param>
/// <param name="Arity">Number of words, name included; negative: at least so many.</param>
/// <param name="Flags">As the server flags it.</param>
/// <param name="Keys">Where its keys are; null when it has none.</param>
/// <param name="Tools">Tools made for it, of all toolsets.</param>
/// <param name="RunAt">Lowest access at which redis_command_run runs it with plain arguments: read, write, full or never. Options can raise it.</param>
/// <param name="Confirmed">Whether the user is asked first.</param>
/// <param name="Why">Reason of both.</param>
/// <param name="Subcommands">Of a family such as CONFIG; null for a command.</param>
/// <param name="Live">True when the server was heard, false when all is from the built-in table.</param>
internal sealed record CommandHelp(
    string Command,
    string? Summary,
    string? Since,
    string? Group,
    string? Complexity,
    string? Syntax,
    int Arity,
    IReadOnlyList<string> Flags,
    string? Keys,
    IReadOnlyList<string> Tools,
    string RunAt,
    bool Confirmed,
    string Why,
    IReadOnlyList<string>? Subcommands,
    bool Live);
