using System.Runtime.Intrinsics;
namespace Palimpsest.Compute.Kernels;
internal readonly record struct AttentionShape(int N, int L, int S, int Heads, int Width, bool Causal);
internal static unsafe class Attention {
  public static long ScratchBytes(AttentionShape s) => s.S*4L+64;
  public static void Run(AttentionShape s, float* q, float* k, float* v, float* y, float* scratch, int worker, int workers) {
    var p = Partition.Of((long)s.N*s.Heads*s.L, worker, workers); int c=s.Heads*s.Width;
    for (long t=p.Start;t<p.End;t++) { int l=(int)(t%s.L); long nh=t/s.L; int h=(int)(nh%s.Heads); long n=nh/s.Heads;
      float* qq=q+(n*s.L+l)*c+h*s.Width; float m=float.NegativeInfinity; int S=s.Causal?l+1:s.S;
      for(int j=0;j<S;j++){ float* kk=k+(n*s.S+j)*c+h*s.Width; float a=0; for(int d=0;d<s.Width;d++) a+=qq[d]*kk[d]; a/=MathF.Sqrt(s.Width); scratch[j]=a; m=MathF.Max(m,a);} 
      float sum=0; for(int j=0;j<S;j++){scratch[j]=MathF.Exp(scratch[j]-m); sum+=scratch[j];}
      float* o=y+(n*s.L+l)*c+h*s.Width; for(int d=0;d<s.Width;d++) o[d]=0;
      for(int j=0;j<S;j++){ float* vv=v+(n*s.S+j)*c+h*s.Width; float w=scratch[j]/sum; for(int d=0;d<s.Width;d++) o[d]+=w*vv[d]; } } } }
internal static unsafe class Elementwise {
  public static void Add(float* a, float* b, float* y, long count, int worker, int workers){ var p=Partition.Of(count,worker,workers); for(long i=p.Start;i<p.End;i++) y[i]=a[i]+b[i]; }
  public static void Concat(float* a,int ca,float* b,int cb,float* y,long rows,int worker,int workers){ var p=Partition.Of(rows,worker,workers); for(long r=p.Start;r<p.End;r++){ Buffer.MemoryCopy(a+r*ca,y+r*(ca+cb),ca*4,ca*4); Buffer.MemoryCopy(b+r*cb,y+r*(ca+cb)+ca,cb*4,cb*4);} }
  public static void ResizeNearest(float* x,float* y,int n,int h,int w,int oh,int ow,int c,int worker,int workers){ var p=Partition.Of((long)n*oh,worker,workers); for(long r=p.Start;r<p.End;r++){ long im=r/oh; int i=(int)(r%oh); for(int j=0;j<ow;j++) Buffer.MemoryCopy(x+((im*h+(long)i*h/oh)*w+(long)j*w/ow)*c,y+(r*ow+j)*c,c*4,c*4);} }
}
internal static unsafe class HalfConversion { public static void ToFloats(ElementType t, void* s, float* d, long count){ long i=0;
  if (Simd512.IsSupported) for(; i<=count-16;i+=16) Simd512.Store(t==ElementType.Float16?Simd512.LoadFloat16((ushort*)s+i):Simd512.LoadBFloat16((ushort*)s+i), d+i);
  for(;i<count;i++) d[i]= t==ElementType.Float16? (float)((Half*)s)[i] : BitConverter.UInt32BitsToSingle((uint)((ushort*)s)[i]<<16); } }
