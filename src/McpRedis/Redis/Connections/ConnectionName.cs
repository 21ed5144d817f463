namespace McpRedis.Redis.Connections;

/// <summary>Names of connections, the one word about them a model sees and says: <c>^[a-z][a-z0-9-]{0,31}$</c>.</summary>
internal static class ConnectionName
{
    /// <summary>The connection of REDIS_URL.</summary>
    public const string Default = "default";

    public const string Form = "a lower-case letter, then at most 31 lower-case letters, digits and '-'";

    public static bool IsValid(string text) =>
        text.Length is > 0 and <= 32 && char.IsAsciiLetterLower(text[0])
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary><c>STAGING_EU</c> of <c>REDIS_URL_STAGING_EU</c> is the connection <c>staging-eu</c>.</summary>
    public static string OfVariable(string suffix) => suffix.ToLowerInvariant().Replace('_', '-');

    /// <summary>The way back: the variable of <paramref name="family"/> for a connection.</summary>
    public static string Variable(string family, string name) =>
        name == Default ? family : $"{family}_{name.ToUpperInvariant().Replace('-', '_')}";
}
