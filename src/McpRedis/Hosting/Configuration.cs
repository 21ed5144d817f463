using McpRedis.Redis.Connections;

namespace McpRedis.Hosting;

/// <summary>
/// Everything the operator said, from command line, environment and file, merged and checked in one go: who made three
/// mistakes learns of three. Command line before environment before file; a default never overrides anything.
/// </summary>
/// <param name="Options">Settings of the program.</param>
/// <param name="Origins">Where each option that was given came from, by name; an option not in here has its default.</param>
/// <param name="Connections">The default one first, with the key prefix in force. Complete only without mistakes.</param>
/// <param name="Mistakes">One line each; with any, the program does not start. They hold no value that was given.</param>
/// <param name="Warnings">The same, for what is allowed but unwise.</param>
/// <param name="Redaction">Knows every secret among the settings.</param>
internal sealed record Configuration(
    ServerOptions Options,
    IReadOnlyDictionary<string, string> Origins,
    IReadOnlyList<ConnectionOptions> Connections,
    IReadOnlyList<string> Mistakes,
    IReadOnlyList<string> Warnings,
    Redaction Redaction)
{
    /// <param name="commandLine">Options that were given, by name without dashes; a flag alone is <c>true</c>, repeated lists are joined by commas.</param>
    /// <param name="environment">All variables of the process.</param>
    public static Configuration Read(IReadOnlyDictionary<string, string> commandLine, IReadOnlyDictionary<string, string> environment)
    {
        var mistakes = new List<string>();
        environment = BlankForm.Filled(commandLine, environment);
        var sources = new OptionSources(commandLine, environment, mistakes);
        sources.FindUnknown();
        if (sources.Of(OptionDefinitions.Find(OptionDefinitions.Config)!).FirstOrDefault().Setting is { Value.Length: > 0 } path)
        {
            sources.File = ConfigurationFile.Read(path, mistakes);
        }
        var merged = OptionMerge.Run(sources, mistakes);
        var connections = ConnectionSettings.Read(environment, sources.File.Connections, sources.File.FullPath);
        mistakes.AddRange(connections.Mistakes);
        if (merged.Options.Embedded && connections.Connections.FirstOrDefault(one => one.Name == ConnectionName.Default) is { } given)
        {
            mistakes.Add($"{merged.Origins["embedded"]} and {given.Source} both give the default connection; keep one.");
        }
        var scoped = connections.Connections.Select(one => Scope(one, merged.Options.KeyPrefix, mistakes)).ToArray();
        return new Configuration(
            merged.Options, merged.Origins, scoped, mistakes, connections.Warnings, new Redaction([.. connections.Secrets, .. new[] { merged.Options.ConfirmKey, merged.Options.Http.AuthToken }.OfType<string>()]));
    }

    // A connection's own prefix may only narrow the program's.
    private static ConnectionOptions Scope(ConnectionOptions connection, string? prefix, List<string> mistakes)
    {
        if (prefix is not null && connection.KeyPrefix?.StartsWith(prefix, StringComparison.Ordinal) == false)
        {
            mistakes.Add($"{ConnectionEntries.Section}.{connection.Name}.keyPrefix: does not begin with the key prefix of the program; expected a longer one.");
        }
        return connection with { KeyPrefix = connection.KeyPrefix ?? prefix };
    }

    /// <summary>What is in force and where it came from, one line each, for the operator's own terminal.</summary>
    public IEnumerable<string> Lines() =>
        OptionDefinitions.All.Select(option => $"{option.Name}: {option.Show(Options)} ({Origins.GetValueOrDefault(option.Name, "default")})")
            .Concat(Connections.Select(Redaction.ForOperator));
}
