using McpRedis.Faults;

namespace McpRedis.Guard;

/// <summary>The call would do something that its user must agree to first. Nothing was done; the same call with a proof of that does it.</summary>
/// <param name="effect">What the call would do.</param>
/// <param name="connection">Where; null for a tool without a connection.</param>
/// <param name="database">Where on it.</param>
/// <param name="path">How it can be confirmed.</param>
/// <param name="seal">What has to come back; null when this server does not let this client confirm.</param>
/// <param name="changed">A confirmation was brought, for something else than the call would do now.</param>
internal sealed class ConfirmationNeeded(Effect effect, string? connection, int? database, ConfirmPath path, string? seal, bool changed)
    : Fault(ErrorCode.ConfirmationRequired, Say(effect, changed), Advise(effect, path, seal))
{
    public Effect Effect { get; } = effect;

    public string? Connection { get; } = connection;

    public int? Database { get; } = database;

    public ConfirmPath Path { get; } = path;

    public string? Seal { get; } = seal;

    private static string Say(Effect effect, bool changed) =>
        $"{(changed ? "What the call would do has changed since it was confirmed. " : "")}This call {effect.Summary} and must be confirmed by the user. Nothing was done.";

    private static string Advise(Effect effect, ConfirmPath path, string? seal) => (path, seal) switch
    {
        (_, null) => "This server takes a confirmation only through a client that can ask its user (form elicitation); the operator decides that with --confirm-fallback.",
        (ConfirmPath.User, _) => "The client asks its user.",
        _ => "Show the preview to the user. Only if they agree, repeat the same call with confirmToken"
            + (effect.Target is null ? "." : " and, as confirmTarget, the target as the user typed it."),
    };
}
