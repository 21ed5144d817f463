using McpRedis.Http;
using McpRedis.Reply;

namespace McpRedis.Hosting;

/// <summary>
/// How the program behaves, all sources merged and checked. The values here are the defaults; what each option means,
/// its form and its names stand once, in <see cref="OptionDefinitions"/>.
/// </summary>
internal sealed record ServerOptions
{
    /// <summary><c>read</c>, <c>write</c> or <c>full</c>; <c>read</c> where <see cref="ReadOnly"/> was given.</summary>
    public string Access { get; init; } = "full";

    public bool ReadOnly { get; init; }

    /// <summary>Empty when <see cref="Tools"/> alone was given.</summary>
    public IReadOnlyList<string> Toolsets { get; init; } = ["default"];

    public IReadOnlyList<string> Tools { get; init; } = [];

    public IReadOnlyList<string> ExcludeTools { get; init; } = [];

    /// <summary><c>destructive</c>, <c>writes</c> or <c>never</c>.</summary>
    public string Confirm { get; init; } = "destructive";

    /// <summary><c>token</c> or <c>refuse</c>.</summary>
    public string ConfirmFallback { get; init; } = "token";

    /// <summary>A secret; null for one made at start.</summary>
    public string? ConfirmKey { get; init; }

    public string? KeyPrefix { get; init; }

    public int OutputBudgetBytes { get; init; } = OutputBudget.DefaultBytes;

    /// <summary>As <see cref="Diagnostics.Limits.Parse"/> reads them.</summary>
    public IReadOnlyList<string> HealthAdjust { get; init; } = [];

    /// <summary>Full path of an existing folder.</summary>
    public string? FilesDir { get; init; }

    /// <summary>Where targets of migrations find this program; null for loopback, for those on this machine.</summary>
    public string? ServeAddress { get; init; }

    /// <summary>How long a server may be away in a migration before that ends.</summary>
    public TimeSpan MigrationPatience { get; init; } = TimeSpan.FromSeconds(60);

    public string? ConfigFile { get; init; }

    public bool Embedded { get; init; }

    /// <summary>See <see cref="BlankForm"/>.</summary>
    public bool BlankIsUnset { get; init; }

    /// <summary>What only <c>mcp-redis http</c> reads.</summary>
    public HttpOptions Http { get; init; } = new();

    /// <summary><c>trace</c>, <c>debug</c>, <c>info</c>, <c>warning</c> or <c>error</c>.</summary>
    public string LogLevel { get; init; } = "info";

    /// <summary><c>text</c> or <c>json</c>.</summary>
    public string LogFormat { get; init; } = "text";
}
