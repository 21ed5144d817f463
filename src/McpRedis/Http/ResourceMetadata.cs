using Microsoft.AspNetCore.Http;

namespace McpRedis.Http;

/// <summary>The protected resource metadata (RFC 9728) where clients look for it, open to everybody: without it nobody could get a token.</summary>
/// <param name="document">As JSON; null where tokens are not had from an issuer.</param>
/// <param name="own">The path that challenges name, where a proxy has put the server under one of its own.</param>
internal sealed class ResourceMetadata(ReadOnlyMemory<byte>? document, string? own)
{
    // The last one for platforms that keep /.well-known to themselves.
    private static readonly string[] Paths = ["/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource" + HttpFace.Path, "/oauth/protected-resource"];

    public bool IsAt(string path) => document is not null && (path == own || Paths.Contains(path));

    public async Task<HttpRefusal?> AnswerAsync(HttpContext http)
    {
        bool head = HttpMethods.IsHead(http.Request.Method);
        if (!head && !HttpMethods.IsGet(http.Request.Method))
        {
            return HttpRefusal.NotAllowed("GET, HEAD");
        }
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "max-age=300";
        http.Response.ContentLength = document!.Value.Length;
        if (!head)
        {
            await http.Response.Body.WriteAsync(document.Value, http.RequestAborted);
        }
        return null;
    }
}
