namespace McpRedis.Catalogue;

/// <summary>Everything about one tool, made at build time from its class by McpRedis.Generator.</summary>
internal sealed class ToolDefinition
{
    public required string Name { get; init; }

    public required string Title { get; init; }

    /// <summary>The <c>summary</c> of RunAsync.</summary>
    public required string Description { get; init; }

    /// <summary>The <c>returns</c> of RunAsync; for docs/tools.md, not for the wire.</summary>
    public required string Returns { get; init; }

    /// <summary>The <c>exception</c> texts of RunAsync, <c>key_not_found: why; …</c>; for docs/tools.md, not for the wire.</summary>
    public required string Errors { get; init; }

    public required Toolset Toolset { get; init; }

    public required Risk Risk { get; init; }

    public required bool Idempotent { get; init; }

    /// <summary>Needs no connection: takes neither <c>connection</c> nor <c>database</c>.</summary>
    public required bool Offline { get; init; }

    /// <summary>The longest a call may take, in seconds.</summary>
    public required int DeadlineSeconds { get; init; }

    /// <summary>Runs what its caller names; <see cref="Risk"/> is the highest that can be.</summary>
    public required bool ByCommand { get; init; }

    /// <summary>Single calls may ask the user: the tool takes the guard of its call, or is risky as a whole.</summary>
    public required bool MayAsk { get; init; }

    /// <summary>To confirm, the user types the effect's target back.</summary>
    public required bool TypedTarget { get; init; }

    /// <summary>Address of the page that shows the reply; null without one.</summary>
    public required string? App { get; init; }

    /// <summary>Replies can hold stored values and carry the note that they are data.</summary>
    public required bool HoldsStoredData { get; init; }

    /// <summary>What the fence lets a call run.</summary>
    public required IReadOnlyList<string> Commands { get; init; }

    /// <summary>Names of the tool's own parameters, in order.</summary>
    public required IReadOnlyList<string> Parameters { get; init; }

    /// <summary>The parameter that names a second connection, with its description as JSON: there only when there is a second one, and its words are the connections. Else null.</summary>
    public required (string Name, string About)? OtherConnection { get; init; }

    public required IReadOnlyList<string> Required { get; init; }

    /// <summary>Members of the schema's <c>properties</c>, without the braces.</summary>
    public required string InputProperties { get; init; }

    /// <summary>JSON schema of the reply.</summary>
    public required string OutputSchema { get; init; }

    /// <summary>The tool as tools/list shows it, up to its input schema.</summary>
    public required string WireHead { get; init; }

    /// <summary>What follows the schemas.</summary>
    public required string WireTail { get; init; }

    /// <summary>Binds the arguments, makes the tool from its services and runs it.</summary>
    public required Func<IServiceProvider, ToolArguments, CancellationToken, ValueTask<ToolReply>> Run { get; init; }
}
