using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using McpRedis.Auth.Tokens;

namespace McpRedis.Hosting;

/// <summary>
/// <c>mcp-redis token</c>: a new random token on the first line of stdout, its entry for a tokens file on the second. It is kept nowhere:
/// whoever loses it makes another.
/// </summary>
internal static class TokenCommand
{
    private const int RandomBytes = 32;

    public static int Run(string name)
    {
        string token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));
        string entry = Entry(name, token);
        var mistakes = new List<string>();
        new TokenEntries([], null).Read(System.Text.Encoding.UTF8.GetBytes($"[{entry}]"), mistakes);
        if (mistakes.Count > 0)
        {
            Console.Error.WriteLine("mcp-redis: --name: expected at most 64 letters, digits, '-', '_' and '.', and not token, local or anonymous.");
            return ExitCode.Usage;
        }
        Console.Out.WriteLine(token);
        Console.Out.WriteLine(entry);
        Console.Error.WriteLine("First line: the token, shown this once, for the client (or for MCP_REDIS_AUTH_TOKEN). Second line: its entry for the list in the tokens file.");
        return ExitCode.Ok;
    }

    private static string Entry(string name, string token) =>
        $$"""{ "name": "{{JsonEncodedText.Encode(name)}}", "sha256": "{{Convert.ToHexStringLower(StaticTokens.Digest(token))}}", "access": "read" }""";
}
