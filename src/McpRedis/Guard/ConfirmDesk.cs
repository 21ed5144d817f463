using McpRedis.Faults;

namespace McpRedis.Guard;

/// <summary>Gives out confirmations to be brought back, and takes each back once. One for the whole program.</summary>
/// <param name="seal">Key of the tokens.</param>
/// <param name="fallback">For clients that cannot ask their user.</param>
/// <param name="time">Clock.</param>
internal sealed class ConfirmDesk(ConfirmSeal seal, ConfirmFallback fallback, TimeProvider time)
{
    /// <summary>Time to read a preview and decide; what is true of the data then may not be later.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(120);

    private readonly ConfirmLedger _used = new();

    /// <summary>Null when this path is closed.</summary>
    public string? Issue(ConfirmPath path, Guid call, Guid effect) =>
        path == ConfirmPath.Token && fallback == ConfirmFallback.Refuse
            ? null
            : seal.Seal(new(path, Now() + (long)Lifetime.TotalMilliseconds, Guid.NewGuid(), call, effect));

    /// <summary>A confirmation that may still be used, for this call.</summary>
    /// <exception cref="Fault">confirmation_invalid.</exception>
    public ConfirmToken Open(string text, ConfirmPath path, Guid call)
    {
        if (seal.Open(text) is not { } token || token.Path != path || (path == ConfirmPath.Token && fallback == ConfirmFallback.Refuse))
        {
            throw Invalid("is not one of this server, or was altered");
        }
        if (token.Call != call)
        {
            throw Invalid("belongs to another call: tool, connection, database and arguments must be the same");
        }
        RequireUsable(token);
        return token;
    }

    /// <summary>Uses it up, before anything is done.</summary>
    /// <exception cref="Fault">confirmation_invalid: somebody was faster.</exception>
    public void Claim(ConfirmToken token)
    {
        RequireUsable(token);
        if (!_used.TryClaim(token.Nonce, token.ExpiresAtMs))
        {
            throw Used();
        }
    }

    /// <summary>Uses it up unused: who declined cannot agree to the same question any more.</summary>
    public void Withdraw(string? text)
    {
        if (text is not null && seal.Open(text) is { } token)
        {
            _used.TryClaim(token.Nonce, token.ExpiresAtMs);
        }
    }

    public static Fault Invalid(string why) =>
        new(ErrorCode.ConfirmationInvalid, $"The confirmation {why}. Nothing was done.", "Call again without confirmToken for a new preview.");

    /// <summary>Not used up by it: a token is good until the right target comes with it, or its time is over.</summary>
    public static Fault WrongTarget(string why) =>
        new(ErrorCode.ConfirmationInvalid, $"The confirmation {why}. Nothing was done.", "The same confirmToken is good with the right confirmTarget: the target of the preview, as the user typed it.");

    /// <exception cref="Fault">confirmation_invalid: it has expired or was used.</exception>
    public void RequireUsable(ConfirmToken token)
    {
        if (Now() > token.ExpiresAtMs)
        {
            throw Invalid("has expired");
        }
        if (_used.IsUsed(token.Nonce))
        {
            throw Used();
        }
    }

    private static Fault Used() => Invalid("was used already, or declined");

    private long Now() => _used.Advance(time.GetUtcNow().ToUnixTimeMilliseconds());
}
