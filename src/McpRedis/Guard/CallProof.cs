namespace McpRedis.Guard;

/// <summary>What the user said, as far as it can be told.</summary>
internal enum UserChoice
{
    /// <summary>Not asked yet.</summary>
    None,
    Yes,
    No,
    /// <summary>None came while it would have counted.</summary>
    Unanswered,
    /// <summary>An answer that is none: another shape, another word, more than was asked for.</summary>
    Unreadable,
}

/// <summary>How a call can be confirmed, and what it brings along to show that it was.</summary>
/// <param name="Path">The client can ask its user, or it cannot.</param>
/// <param name="Seal">The token that comes back; null on the first call.</param>
/// <param name="Choice">What the user chose; repeating a call with its token stands for yes.</param>
/// <param name="Target">What was typed back; null for nothing.</param>
internal sealed record CallProof(ConfirmPath Path, string? Seal = null, UserChoice Choice = UserChoice.None, string? Target = null)
{
    /// <summary>A client that can ask, before it has asked.</summary>
    public static CallProof Asking { get; } = new(ConfirmPath.User);

    /// <summary>A client that cannot ask; the arguments may hold a token.</summary>
    public static CallProof Telling { get; } = new(ConfirmPath.Token);
}
