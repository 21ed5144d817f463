using McpRedis.Redis;

namespace McpRedis.Migration.Probe;

/// <summary>
/// Which of the needed commands a server has and our user may run, by the best witness there is: COMMAND INFO and ACL DRYRUN; else the
/// rules of ACL GETUSER; else what a harmless form of the command was answered. What nobody tells stays unknown.
/// </summary>
internal sealed class CommandRights
{
    private readonly Dictionary<string, CommandRight> _rights = new(StringComparer.OrdinalIgnoreCase);

    private CommandRights()
    {
    }

    /// <summary>Who told what the user may do: <c>ACL DRYRUN</c>, <c>ACL GETUSER</c> or <c>first answers</c>.</summary>
    public required string Witness { get; init; }

    /// <summary>The user may not reach the key that was asked about: there are keys it cannot reach.</summary>
    public required bool KeysAreLimited { get; init; }

    public CommandRight this[string command] => _rights.GetValueOrDefault(command);

    /// <summary>Those of <paramref name="commands"/> that cannot be run, each with why.</summary>
    public IReadOnlyList<string> Closed(IEnumerable<string> commands) =>
        [.. commands.Where(command => this[command].IsClosed).Select(command => $"{command} {(this[command].Known == false ? "is not there" : "is not permitted")}")];

    /// <summary>Those that nobody could tell about.</summary>
    public IReadOnlyList<string> Unknown(IEnumerable<string> commands) =>
        [.. commands.Where(command => !this[command].IsClosed && !this[command].IsOpen)];

    /// <summary>The questions of ACL DRYRUN.</summary>
    public static IReadOnlyList<RedisCommand> Questions(string user, byte[] key) =>
        [.. NeededCommands.All.Select(needed => needed.Dry.Aggregate(
            RedisCommand.Of("ACL DRYRUN").Arg(user).Arg(needed.Name), (command, argument) => argument == "k" ? command.Arg(key) : command.Arg(argument)))];

    /// <param name="described">COMMAND INFO of all needed commands.</param>
    /// <param name="dryRuns">Answers to <see cref="Questions"/>; empty when they were not asked.</param>
    /// <param name="user">ACL GETUSER.</param>
    /// <param name="answers">Answers to harmless forms, by command.</param>
    public static CommandRights Of(Fact<RespValue> described, IReadOnlyList<CommandOutcome> dryRuns, Fact<RespValue> user, ProbeAnswers answers)
    {
        string? rules = user.IsKnown && Greeting.Field(user.Value, "commands") is { IsNull: false } commands ? commands.Text : null;
        bool dry = dryRuns.Any(outcome => outcome.Fault is null);
        var rights = new CommandRights
        {
            Witness = dry ? "ACL DRYRUN" : rules is not null ? "ACL GETUSER" : "first answers",
            KeysAreLimited = dryRuns.Any(outcome => outcome.Fault is null && IsAboutKeys(outcome.Reply.Text)),
        };
        for (int i = 0; i < NeededCommands.All.Count; i++)
        {
            var needed = NeededCommands.All[i];
            bool? known = described.IsKnown && described.Value.Count == NeededCommands.All.Count ? described.Value[i].Count > 0 : null;
            bool? permitted = dry ? ByDryRun(dryRuns[i])
                : rules is not null ? AclRules.Allows(rules, needed.Name, needed.Subcommand)
                : null;
            var answer = answers[needed.Name];
            // What answered is there and permitted, whoever says otherwise of it.
            rights._rights[needed.Name] = new(answer.IsKnown ? true : known, answer.IsKnown ? true : answer.State == FactState.Refused ? false : permitted);
        }
        return rights;
    }

    // OK, or one of: "User app has no permissions to run the 'get' command", "… to access the 'k' key". A command the server lacks is an error.
    private static bool? ByDryRun(CommandOutcome outcome) => outcome.Fault is not null ? null
        : outcome.Reply.Text == "OK" || !outcome.Reply.Text.Contains("permissions to run", StringComparison.Ordinal);

    private static bool IsAboutKeys(string text) => text.Contains("access", StringComparison.Ordinal) && text.Contains("key", StringComparison.Ordinal) && !text.Contains("permissions to run", StringComparison.Ordinal);
}
