using System.Text.Json;
using McpRedis.Redis.Connections;

namespace McpRedis.Auth.Tokens;

/// <summary>
/// Reads a tokens file and tells every mistake in it at once:
/// <c>[{ "name": "ci", "sha256": "…64 hex digits…", "access": "read", "connections": ["staging"], "keyPrefixes": ["app:"], "rate": 5, "expires": "2027-01-31T00:00:00Z" }]</c>
/// </summary>
/// <param name="connections">Names of the connections there are.</param>
/// <param name="taken">Digest of a token that is in use beside the file; an entry for the same one would be two grants for one token.</param>
internal sealed class TokenEntries(IReadOnlyCollection<string> connections, ReadOnlyMemory<byte>? taken)
{
    public const string Place = "tokens-file: ";

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The tokens; of use only when no mistake was added.</summary>
    public TokenTable Read(ReadOnlyMemory<byte> json, List<string> mistakes)
    {
        try
        {
            using var document = JsonDocument.Parse(json.Span is [0xEF, 0xBB, 0xBF, ..] ? json[3..] : json, Lenient);
            return Read(document.RootElement, mistakes);
        }
        catch (JsonException e)
        {
            // Not its message, which quotes the file.
            mistakes.Add($"{Place}the file is not JSON; see line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}.");
        }
        catch (InvalidOperationException)
        {
            mistakes.Add($"{Place}the file holds a string that is not Unicode text.");
        }
        return TokenTable.Empty;
    }

    private TokenTable Read(JsonElement root, List<string> mistakes)
    {
        if (root.ValueKind != JsonValueKind.Array)
        {
            mistakes.Add($"{Place}expected a list of entries, found {FileKeys.Article(root.ValueKind)}.");
            return TokenTable.Empty;
        }
        if (root.GetArrayLength() > TokenTable.LargestCount)
        {
            mistakes.Add($"{Place}holds more than {TokenTable.LargestCount} entries; many callers are a matter for OAuth.");
            return TokenTable.Empty;
        }
        var tokens = new List<StaticToken>();
        var names = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        var digests = new Dictionary<string, int>();
        if (taken is { } other)
        {
            digests.Add(Convert.ToHexString(other.Span), 0);
        }
        int position = 0;
        foreach (var item in root.EnumerateArray())
        {
            string place = $"{Place}entry {++position}: ";
            if (new TokenEntry(place, connections, mistakes).Read(item) is not { } token)
            {
                continue;
            }
            if (!names.TryAdd(token.Caller.Principal.Name, position))
            {
                mistakes.Add($"{place}name: the same as of entry {names[token.Caller.Principal.Name]}; names are unique, case aside.");
            }
            string digest = Convert.ToHexString(token.Digest.Span);
            if (!digests.TryAdd(digest, position))
            {
                mistakes.Add($"{place}sha256: the token of {(digests[digest] is 0 ? "auth-token" : $"entry {digests[digest]}")}; each needs one of its own.");
            }
            tokens.Add(token);
        }
        return new TokenTable(tokens);
    }
}
