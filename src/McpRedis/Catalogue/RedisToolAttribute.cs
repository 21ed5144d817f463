namespace McpRedis.Catalogue;

/// <summary>
/// Makes a class a tool. The class holds one method <c>RunAsync</c>; its docstring and signature are the tool's
/// interface: description, input schema and output schema are made from them at build time.
/// </summary>
/// <param name="name">Wire name, <c>redis_family_verb</c>, at most 48 characters.</param>
/// <param name="title">Title for people.</param>
/// <param name="toolset">Family.</param>
/// <param name="risk">The highest risk a call can have; a tool may raise a question of its own for single calls.</param>
/// <param name="commands">Commands the tool may run, as in the command table (<c>HGET</c>, <c>CONFIG GET</c>); the fence stops every other.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RedisToolAttribute(string name, string title, Toolset toolset, Risk risk, params string[] commands) : Attribute
{
    public string Name { get; } = name;

    public string Title { get; } = title;

    public Toolset Toolset { get; } = toolset;

    public Risk Risk { get; } = risk;

    public IReadOnlyList<string> Commands { get; } = commands;

    /// <summary>Repeating the same call changes nothing more. Default true for reads, false otherwise.</summary>
    public bool Idempotent { get; set; }

    /// <summary>The longest a call may take, in seconds. Default 10; more only where waiting is the tool's purpose or the work is told as progress.</summary>
    public int DeadlineSeconds { get; set; } = DefaultDeadlineSeconds;

    /// <summary>Twice the default command timeout, so that one retried read fits.</summary>
    public const int DefaultDeadlineSeconds = 10;

    /// <summary>
    /// The user must type the effect's target back to confirm, not only say yes: for what cannot be undone and takes
    /// more than keys, such as a flush. Default false.
    /// </summary>
    public bool TypedTarget { get; set; }

    /// <summary>
    /// The tool runs commands its caller names: its risk is that of each command, so it is listed at every access
    /// level and runs what the level allows. What it declares beside that it needs to look ahead. Default false.
    /// </summary>
    public bool ByCommand { get; set; }

    /// <summary>The tool works without a connection and a database. Default false.</summary>
    public bool Offline { get; set; }

    /// <summary>Address of the page that shows the reply, <c>ui://redis/…</c>: see the room Dashboards. Default none.</summary>
    public string? App { get; set; }
}
