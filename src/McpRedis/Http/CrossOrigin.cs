using Microsoft.AspNetCore.Http;

namespace McpRedis.Http;

/// <summary>What a browser must hear before it lets a page of an allowed origin call and read the answers (the Fetch standard's CORS protocol).</summary>
internal static class CrossOrigin
{
    public static void Allow(HttpContext http, string origin)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = "Mcp-Session-Id, WWW-Authenticate, Retry-After";
        headers.Vary = "Origin";
    }

    public static bool IsPreflight(HttpRequest request) =>
        HttpMethods.IsOptions(request.Method) && request.Headers.ContainsKey("Access-Control-Request-Method") && request.Headers.ContainsKey("Origin");

    /// <summary>Whatever headers the page wants to send: only pages the operator allowed get here.</summary>
    public static void Answer(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.AccessControlAllowMethods = "GET, POST, DELETE";
        headers.AccessControlAllowHeaders = http.Request.Headers.AccessControlRequestHeaders;
        headers.AccessControlMaxAge = "600";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }
}
