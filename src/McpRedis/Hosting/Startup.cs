using System.Runtime.CompilerServices;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Redis.Connections;
using Microsoft.Extensions.Logging;

namespace McpRedis.Hosting;

/// <summary>What every command needs before it can begin: the configuration, checked, and the parts made from it.</summary>
internal sealed class Startup(Configuration configuration)
{
    public Configuration Configuration { get; } = configuration;

    /// <summary>For <c>http</c> alone: names the platform gives this server.</summary>
    public IReadOnlyList<string> OwnHosts { get; private init; } = [];

    public static Startup Read(IReadOnlyDictionary<string, string> commandLine) => new(Configuration.Read(commandLine, Variables()));

    /// <summary>As <see cref="Read"/>, with what <c>http</c> reads beside the options.</summary>
    public static Startup ReadHttp(IReadOnlyDictionary<string, string> commandLine)
    {
        var environment = Variables();
        var settings = HttpSettings.Of(Configuration.Read(commandLine, environment), environment);
        return new(settings.Configuration) { OwnHosts = settings.OwnHosts };
    }

    private static Dictionary<string, string> Variables()
    {
        var environment = new Dictionary<string, string>();
        foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        }
        return environment;
    }

    /// <summary>Names of the connections there will be.</summary>
    public IEnumerable<string> ConnectionNames => [.. Configuration.Options.Embedded ? [ConnectionName.Default] : Array.Empty<string>(), .. Configuration.Connections.Select(connection => connection.Name)];

    /// <summary>Says every mistake on stderr, one line each; the exit code, or null when there is none.</summary>
    /// <param name="more">Mistakes that the command found by itself.</param>
    public int? Refuse(IReadOnlyList<string>? more = null)
    {
        foreach (string warning in Configuration.Warnings)
        {
            Console.Error.WriteLine("mcp-redis: warning: " + warning);
        }
        string[] mistakes = [.. Configuration.Mistakes, .. more ?? [], .. UnknownTools()];
        foreach (string mistake in mistakes)
        {
            Console.Error.WriteLine("mcp-redis: " + Configuration.Redaction.Scrub(mistake));
        }
        return mistakes.Length == 0 ? null
            : mistakes.All(m => m.StartsWith("--", StringComparison.Ordinal)) ? ExitCode.Usage : ExitCode.Configuration;
    }

    /// <param name="isDrawnOver">A bar is drawn on the terminal that the log goes to: unless a level was given, only what is wrong breaks into it.</param>
    public ILoggerFactory Loggers(bool isDrawnOver = false) => Logging.Create(
        isDrawnOver && !Configuration.Origins.ContainsKey("log-level") ? "warning" : Configuration.Options.LogLevel, Configuration.Redaction.Scrub, Configuration.Options.LogFormat == "json");

    /// <summary>Telemetry to the collector that the environment names; null where it names none, and then nothing of it is loaded.</summary>
    public static IDisposable? Telemetry() => TelemetryVariables.AskForIt(Environment.GetEnvironmentVariable) ? BeginTelemetry() : null;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TelemetryExport BeginTelemetry() => new(Environment.GetEnvironmentVariable);

    /// <summary>The parts of the program; starts the embedded server first when it was asked for.</summary>
    public async Task<Composition> ComposeAsync(ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        IReadOnlyList<ConnectionOptions> connections = Configuration.Connections;
        EmbeddedServer? embedded = null;
        if (Configuration.Options.Embedded)
        {
            embedded = await EmbeddedServer.StartAsync(EmbeddedSearch.Of(Environment.GetEnvironmentVariable), cancellationToken);
            connections = [embedded.Options, .. connections];
        }
        return new Composition(Configuration.Options, connections, embedded, loggers, TimeProvider.System);
    }

    private IEnumerable<string> UnknownTools() =>
        [.. UnknownTools("--tools", Configuration.Options.Tools), .. UnknownTools("--exclude-tools", Configuration.Options.ExcludeTools)];

    private static IEnumerable<string> UnknownTools(string option, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return [];   // as at most starts
        }
        string[] known = [.. ToolCatalogue.All.Select(t => t.Name)];
        return names.Where(name => !known.Contains(name)).Select(name => $"{option}: no tool {name}.{Nearest.Hint(name, known)}");
    }
}
