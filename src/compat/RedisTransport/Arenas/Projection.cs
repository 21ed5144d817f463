namespace Pipelines.Sockets.Unofficial.Arenas;

public delegate TResult Projection<T1, TResult>(in T1 x);

public delegate TResult Projection<T1, T2, TResult>(in T1 x, in T2 state);
