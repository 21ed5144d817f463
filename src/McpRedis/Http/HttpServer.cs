using System.Net;
using McpRedis.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpRedis.Http;

/// <summary>Kestrel with one handler. No routing, no middleware but that for forwarded headers: what a request passes stands in <see cref="HttpFace"/>.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    // As long as orchestrators wait by themselves before they kill, less a little.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(8);

    // Each may hold a body that is still coming in; more are closed unheard.
    private const int MostConnections = 4096;

    private static readonly TimeSpan LongestHeaders = TimeSpan.FromSeconds(30), LongestIdle = TimeSpan.FromSeconds(130);

    private readonly WebApplication _app;
    private readonly HttpParts _parts;
    private readonly TimeProvider _time;

    private HttpServer(WebApplication app, HttpParts parts) => (_app, _parts, _time) = (app, parts, parts.Time);

    public static HttpServer Create(HttpOptions options, HttpParts parts, ILoggerFactory loggers)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Replace(ServiceDescriptor.Singleton(loggers));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, options));
        var app = builder.Build();
        if (options.BehindProxy)
        {
            app.UseForwardedHeaders(Forwarded(options));
        }
        app.Run(parts.Face.InvokeAsync);
        return new HttpServer(app, parts);
    }

    /// <summary>Addresses it listens at, with the ports it got.</summary>
    public IReadOnlyList<string> Addresses => [.. _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? []];

    /// <exception cref="Fault">The address cannot be listened at.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or System.ComponentModel.Win32Exception)   // SocketException is one
        {
            string why = e.GetBaseException() is AddressInUseException ? "something listens there already" : "the system does not allow it";
            throw new Fault(ErrorCode.NotConfigured, $"{_parts.Options.Listen} cannot be listened at: {why}.", "Choose another --listen, or another PORT.", inner: e);
        }
    }

    /// <summary>Until the process is told to end; then in order: nothing new, an end to all that only listens, time for the rest.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var stopping = _app.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, cancellationToken);
        await Task.Delay(Timeout.InfiniteTimeSpan, _time, either.Token).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await DrainAsync();
    }

    public async Task DrainAsync()
    {
        _parts.Health.Draining = true;
        _parts.EndStreams();
        _parts.Sessions?.EndStreams();
        using var limit = new CancellationTokenSource(Grace, _time);
        await _parts.Face.IdleAsync(limit.Token);
        if (_parts.Sessions is { } sessions)
        {
            await sessions.DisposeAsync();
        }
        using var last = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        await _app.StopAsync(last.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _parts.Dispose();
    }

    private static void Configure(KestrelServerOptions kestrel, HttpOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = options.MaxRequestBodyBytes;
        kestrel.Limits.RequestHeadersTimeout = LongestHeaders;
        kestrel.Limits.KeepAliveTimeout = LongestIdle;
        // Whoever does not read its answers is cut off before it holds many of them up.
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 8 * 1024, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.MinRequestBodyDataRate = null;   // a body has its time as a whole, see RequestBody
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        if (options.Listen.Address is { } address)
        {
            kestrel.Listen(address, options.Listen.Port);
        }
        else
        {
            kestrel.ListenLocalhost(options.Listen.Port);   // both families, so it must be one port and not whichever is free
        }
    }

    private static ForwardedHeadersOptions Forwarded(HttpOptions options)
    {
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All & ~ForwardedHeaders.XForwardedPrefix };
        if (options.TrustedProxies.Count > 0)
        {
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
        }
        foreach (string proxy in options.TrustedProxies)
        {
            if (IPAddress.TryParse(proxy, out var address))
            {
                forwarded.KnownProxies.Add(address);
            }
            else
            {
                forwarded.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(proxy));
            }
        }
        return forwarded;
    }
}
