using System.Net;

namespace McpRedis.Auth.OAuth;

/// <summary>
/// Gets a small document from an address the operator chose, or the issuer's metadata named: five seconds in all, 256 KiB at most, and a
/// redirect is not followed, for it would choose another address.
/// </summary>
internal sealed class DocumentFetch(TimeProvider time) : IDisposable
{
    public const int LargestBytes = 256 * 1024;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        MaxResponseHeadersLength = 16,   // KiB
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
        ActivityHeadersPropagator = null,
    })
    { Timeout = Timeout.InfiniteTimeSpan };

    /// <exception cref="FetchFault">It is not there, not in time, or too large.</exception>
    public async Task<byte[]> GetAsync(Uri url, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Accept.ParseAdd("application/json");
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                throw new FetchFault($"{url} answered {(int)response.StatusCode}{((int)response.StatusCode is >= 300 and < 400 ? ", and redirects are not followed" : "")}.");
            }
            await using var body = await response.Content.ReadAsStreamAsync(either.Token);
            byte[] buffer = new byte[LargestBytes + 1];
            int length = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, either.Token);
            return length <= LargestBytes ? buffer[..length] : throw new FetchFault($"{url} answered with more than {LargestBytes} bytes.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new FetchFault($"{url} did not answer within {Patience.TotalSeconds:0} seconds.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidOperationException or NotSupportedException)
        {
            throw new FetchFault($"{url} could not be reached: {Reason(e)}.");
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Reason(Exception e) => e is HttpRequestException { HttpRequestError: var error } ? error.ToString() : "the connection failed";
}
