namespace McpRedis.Auth.Tokens;

/// <summary>
/// Whether a token can be 32 random bytes. Randomness cannot be seen, but what people type in its place can: words, one
/// character over and over, a pattern repeated until it is long enough.
/// </summary>
internal static class TokenStrength
{
    /// <summary>32 bytes in base64 without padding, and in hexadecimal.</summary>
    private const int Base64Length = 43, HexLength = 64;

    // Of 43 random base64url characters about 31 differ, of 64 hexadecimal ones about 16; fewer than this happens never.
    private const int Base64Variety = 18, HexVariety = 10;

    private const string Advice = "expected at least 32 random bytes as 43 characters of base64url or 64 of hexadecimal; mcp-redis token makes one.";

    /// <summary>What is wrong with it, never repeating it; null when nothing is.</summary>
    public static string? Mistake(string token)
    {
        bool hex = token.All(char.IsAsciiHexDigit);
        return !BearerHeader.IsToken(token) ? $"holds characters that cannot stand in an Authorization header; {Advice}"
            : token.Length > BearerHeader.LargestLength / 2 ? $"is longer than {BearerHeader.LargestLength / 2} characters; {Advice}"
            : token.Length < (hex ? HexLength : Base64Length) ? $"is too short; {Advice}"
            : token.Distinct().Count() < (hex ? HexVariety : Base64Variety) || Repeats(token) ? $"is not random; {Advice}"
            : null;
    }

    private static bool Repeats(string token)
    {
        for (int period = 1; period <= token.Length / 2; period++)
        {
            if (token.AsSpan(period).SequenceEqual(token.AsSpan(0, token.Length - period)))
            {
                return true;
            }
        }
        return false;
    }
}
