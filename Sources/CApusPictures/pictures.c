#include "pictures.h"
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

// librsvg is opened when the first picture is drawn: it brings some fifty libraries, and starting
// with them would take every command ten times as long. What is called of it is declared here as
// its stable interface has it (librsvg 2.46, cairo 1.2, fontconfig 2.0), so that nothing but the
// library itself need be installed.

typedef struct _RsvgHandle RsvgHandle;
typedef struct _cairo cairo_t;
typedef struct _cairo_surface cairo_surface_t;
typedef struct _FcPattern FcPattern;
typedef struct _FcObjectSet FcObjectSet;
typedef struct {
  uint32_t domain;
  int code;
  char *message;
} GError;
typedef struct {
  double x, y, width, height;
} RsvgRectangle;
typedef struct {
  int count, capacity;
  FcPattern **patterns;
} FcFontSet;
enum { CAIRO_FORMAT_RGB24 = 1, CAIRO_STATUS_SUCCESS = 0 };

#ifdef __APPLE__
static const char library_name[] = "librsvg-2.2.dylib";
#else
static const char library_name[] = "librsvg-2.so.2";
#endif

#define FUNCTIONS(X)                                                                               \
  X(RsvgHandle *, rsvg_handle_new_from_data, (const uint8_t *, size_t, GError **))                 \
  X(int, rsvg_handle_render_document, (RsvgHandle *, cairo_t *, const RsvgRectangle *, GError **)) \
  X(void, g_object_unref, (void *))                                                                \
  X(void, g_error_free, (GError *))                                                                \
  X(cairo_surface_t *, cairo_image_surface_create, (int, int, int))                                \
  X(int, cairo_surface_status, (cairo_surface_t *))                                                \
  X(void, cairo_surface_flush, (cairo_surface_t *))                                                \
  X(unsigned char *, cairo_image_surface_get_data, (cairo_surface_t *))                            \
  X(int, cairo_image_surface_get_stride, (cairo_surface_t *))                                      \
  X(void, cairo_surface_destroy, (cairo_surface_t *))                                              \
  X(cairo_t *, cairo_create, (cairo_surface_t *))                                                  \
  X(void, cairo_set_source_rgb, (cairo_t *, double, double, double))                               \
  X(void, cairo_paint, (cairo_t *))                                                                \
  X(int, cairo_status, (cairo_t *))                                                                \
  X(void, cairo_destroy, (cairo_t *))                                                              \
  X(FcPattern *, FcPatternCreate, (void))                                                          \
  X(void, FcPatternDestroy, (FcPattern *))                                                         \
  X(FcObjectSet *, FcObjectSetCreate, (void))                                                      \
  X(void, FcObjectSetDestroy, (FcObjectSet *))                                                     \
  X(FcFontSet *, FcFontList, (void *, FcPattern *, FcObjectSet *))                                 \
  X(void, FcFontSetDestroy, (FcFontSet *))

typedef struct {
#define MEMBER(result, name, arguments) result(*name) arguments;
  FUNCTIONS(MEMBER)
#undef MEMBER
} functions;

/// Finds every function in librsvg or what it is linked with; 0 where one is missing.
static int find(functions *f, char *message) {
  void *library = dlopen(library_name, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    snprintf(message, APUS_PICTURE_MESSAGE_SIZE, "%s cannot be opened", library_name);
    return 0;
  }
#define FIND(result, name, arguments)                                                          \
  if (!(*(void **)&f->name = dlsym(library, #name))) {                                         \
    snprintf(message, APUS_PICTURE_MESSAGE_SIZE, "%s is without %s", library_name, #name);     \
    return 0;                                                                                  \
  }
  FUNCTIONS(FIND)
#undef FIND
  return 1;
}

static int has_font(const functions *f) {
  FcPattern *any = f->FcPatternCreate();
  FcObjectSet *nothing = f->FcObjectSetCreate();
  FcFontSet *fonts = any && nothing ? f->FcFontList(NULL, any, nothing) : NULL;
  int found = fonts && fonts->count > 0;
  if (fonts) f->FcFontSetDestroy(fonts);
  if (nothing) f->FcObjectSetDestroy(nothing);
  if (any) f->FcPatternDestroy(any);
  return found;
}

/// The document over white; 0 where it cannot be drawn.
static int render(const functions *f, const uint8_t *svg, size_t count, cairo_t *target,
                  int32_t width, int32_t height, char *message) {
  GError *error = NULL;
  RsvgHandle *document = f->rsvg_handle_new_from_data(svg, count, &error);
  int done = 0;
  if (document) {
    f->cairo_set_source_rgb(target, 1, 1, 1);
    f->cairo_paint(target);
    RsvgRectangle place = {0, 0, width, height};
    done = f->rsvg_handle_render_document(document, target, &place, &error) &&
           f->cairo_status(target) == CAIRO_STATUS_SUCCESS;
    f->g_object_unref(document);
  }
  if (!done)
    snprintf(message, APUS_PICTURE_MESSAGE_SIZE, "%s",
             error ? error->message : "the drawing failed");
  if (error) f->g_error_free(error);
  return done;
}

apus_picture_status apus_picture_draw(const uint8_t *svg, size_t count, int32_t width,
                                      int32_t height, uint8_t *pixels, char *message) {
  functions f;
  if (!find(&f, message)) return APUS_PICTURE_NO_LIBRARY;
  if (!has_font(&f)) return APUS_PICTURE_NO_FONT;
  cairo_surface_t *surface = f.cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  apus_picture_status status = APUS_PICTURE_FAILED;
  if (f.cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
    snprintf(message, APUS_PICTURE_MESSAGE_SIZE, "no memory for the pixels");
  } else {
    cairo_t *target = f.cairo_create(surface);
    if (render(&f, svg, count, target, width, height, message)) {
      f.cairo_surface_flush(surface);
      const unsigned char *row = f.cairo_image_surface_get_data(surface);
      int stride = f.cairo_image_surface_get_stride(surface);
      for (int32_t y = 0; y < height; y++, row += stride) {
        for (int32_t x = 0; x < width; x++) {
          uint32_t pixel;  // 0x00RRGGBB in the machine's order
          memcpy(&pixel, row + 4 * (size_t)x, 4);
          *pixels++ = (uint8_t)(pixel >> 16);
          *pixels++ = (uint8_t)(pixel >> 8);
          *pixels++ = (uint8_t)pixel;
        }
      }
      status = APUS_PICTURE_DONE;
    }
    f.cairo_destroy(target);
  }
  f.cairo_surface_destroy(surface);
  return status;
}
