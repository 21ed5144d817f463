namespace McpRedis.Hosting;

/// <summary>How the value of an option is written.</summary>
internal enum OptionKind
{
    /// <summary>One of a few words.</summary>
    Word,
    /// <summary><c>true</c> or <c>false</c>; on the command line the name alone means true.</summary>
    Flag,
    /// <summary>Words separated by commas; in the config file a list of strings too.</summary>
    List,
    /// <summary>A number of bytes, <c>65536</c> or <c>64KiB</c>.</summary>
    Bytes,
    /// <summary>A whole number.</summary>
    Number,
    /// <summary>A whole number with its unit, <c>500ms</c> or <c>30s</c>.</summary>
    Duration,
    /// <summary>Any text.</summary>
    Text,
    /// <summary>Text that is never shown, given in the environment alone: as it is, or as the path of a file with <c>_FILE</c> behind the name.</summary>
    Secret,
    /// <summary>A path. In the config file a relative one begins at the folder of that file.</summary>
    Path,
}

/// <summary>One option of the program. Command line, environment, config file and docs/configuration.md are made from it.</summary>
/// <param name="Name">As on the command line, without its dashes: <c>read-only</c>.</param>
/// <param name="Kind">How the value is written.</param>
/// <param name="Form">What is expected, as it stands in a refusal.</param>
/// <param name="Show">The value in force as text, for the defaults in the docs and for <c>mcp-redis check</c>.</param>
/// <param name="Set">Puts a value that is not empty into the options; null when it is not of the form.</param>
/// <param name="Doc">What it does, its unit and range, when to change it. The first sentence is what <c>--help</c> prints.</param>
internal sealed record OptionDefinition(
    string Name,
    OptionKind Kind,
    string Form,
    Func<ServerOptions, string> Show,
    Func<ServerOptions, string, ServerOptions?> Set,
    string Doc)
{
    public const string VariablePrefix = "MCP_REDIS_";

    private static readonly ServerOptions Defaults = new();

    /// <summary>The right words, for a choice or a list of words; a refusal names the nearest.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>May stand in the config file. Default true.</summary>
    public bool InFile { get; init; } = true;

    /// <summary>A command line is seen by everyone on the machine.</summary>
    public bool OnCommandLine => Kind != OptionKind.Secret;

    public string Flag => "--" + Name;

    public string Variable => VariablePrefix + Name.ToUpperInvariant().Replace('-', '_');

    /// <summary>The variable with the path of a file that holds the value; for secrets.</summary>
    public string FileVariable => Variable + "_FILE";

    public string FileKey => string.Concat(Name.Split('-').Select((word, i) => i == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    public string Default => Show(Defaults);

    public string Summary => Doc[..(Doc.IndexOf(". ", StringComparison.Ordinal) is var end and > 0 ? end + 1 : Doc.Length)];
}
