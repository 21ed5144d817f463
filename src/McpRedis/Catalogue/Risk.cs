namespace McpRedis.Catalogue;

/// <summary>
/// The one word a tool declares about its danger. Annotations, visibility under an access level, confirmation and
/// the audit level are derived from it.
/// </summary>
internal enum Risk
{
    /// <summary>Changes nothing.</summary>
    Read,
    /// <summary>Changes what it was told to change, one thing at a time.</summary>
    Write,
    /// <summary>Removes or overwrites more than the caller can see in its own arguments; needs confirmation.</summary>
    Destructive,
    /// <summary>Acts on the server, not on keys; needs confirmation and full access.</summary>
    Admin,
}
