using McpRedis.Redis;

namespace McpRedis.Guard;

/// <summary>When a call must be confirmed.</summary>
internal enum ConfirmPolicy
{
    /// <summary>Destructive and Admin calls. The default.</summary>
    Destructive,
    /// <summary>Write calls too.</summary>
    Writes,
    /// <summary>None: the operator answers for what the model does.</summary>
    Never,
}

/// <summary>What becomes of a call that must be confirmed when the client cannot ask its user.</summary>
internal enum ConfirmFallback
{
    /// <summary>It is confirmed by repeating it with the token of its preview. The default.</summary>
    Token,
    /// <summary>It is refused.</summary>
    Refuse,
}

/// <summary>What the operator allows.</summary>
/// <param name="Access">Highest access level.</param>
/// <param name="Confirm">When to ask.</param>
internal sealed record GuardOptions(AccessLevel Access, ConfirmPolicy Confirm);
