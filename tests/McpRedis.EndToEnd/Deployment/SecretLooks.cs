using System.Text.RegularExpressions;

namespace McpRedis.EndToEnd.Deployment;

/// <summary>What a secret looks like in a file that must hold none.</summary>
internal static partial class SecretLooks
{
    /// <summary>Names whose value is a secret; a path of one is none.</summary>
    public static bool IsName(string name) => Name().IsMatch(name) && !name.EndsWith("_FILE", StringComparison.Ordinal);

    /// <summary>URLs with a password, long random text, private keys, tokens of known makers.</summary>
    public static IEnumerable<string> In(string text) => Value().Matches(text).Select(m => m.Value);

    [GeneratedRegex("PASSWORD|PASSWD|SECRET|TOKEN|CREDENTIAL|PRIVATE|CONFIRM_KEY|API_?KEY|REDIS_URL", RegexOptions.IgnoreCase)]
    private static partial Regex Name();

    [GeneratedRegex("""[a-z+]+://[^\s/"'@]*:[^\s/"'@]+@|-----BEGIN|\b(?:gh[pousr]_|sk-|xox[bp]-|AKIA)\w{8,}|\beyJ[\w-]{10,}|(?<![\w/.-])(?=[\w+/-]*\d)(?=[\w+/-]*[A-Za-z])[A-Za-z0-9+/_-]{32,}={0,2}(?![\w/.-])""")]
    private static partial Regex Value();
}
