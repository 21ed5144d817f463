using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace McpRedis.Http;

/// <summary>What a POST must be and take: JSON, as it is, for JSON or a stream of events.</summary>
internal static class ContentRules
{
    private const string Json = "application/json", Events = "text/event-stream";

    public static HttpRefusal? Check(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || !type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Value.Trim('"').Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return new(StatusCodes.Status415UnsupportedMediaType, $"The Content-Type must be {Json}, in UTF-8.");
        }
        if (request.Headers.ContentEncoding is { Count: > 0 } encoding && encoding != "identity")
        {
            return new(StatusCodes.Status415UnsupportedMediaType, "The body must not be compressed.");
        }
        return Accepts(request, Json) && Accepts(request, Events) ? null : new(StatusCodes.Status406NotAcceptable, $"Accept must take both {Json} and {Events}.");
    }

    public static bool Accepts(HttpRequest request, string mediaType)
    {
        if (!MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted))
        {
            return false;
        }
        foreach (var range in accepted)
        {
            if (range.Quality != 0 && (range.MatchesAllTypes || range.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase)
                || (range.MatchesAllSubTypes && mediaType.StartsWith($"{range.Type}/", StringComparison.OrdinalIgnoreCase))))
            {
                return true;
            }
        }
        return false;
    }
}
